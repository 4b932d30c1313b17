package dev.caravan.worker.batch;

import dev.caravan.worker.event.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The events of a batch that are still to be worked on: at first one portion of all, and halves of
 * it where one fails, until the bad event stands alone. For one thread.
 */
public final class Portions {
  private final Set<Event> events = new LinkedHashSet<>();
  private final Deque<Portion> portions = new ArrayDeque<>();
  private boolean divided;

  public void add(Collection<Event> more) {
    events.addAll(more);
  }

  public Collection<Event> events() {
    return events;
  }

  boolean isLeft() {
    return divided ? !portions.isEmpty() : !events.isEmpty();
  }

  /** The portion to work on now; at first that is all events. */
  public Portion current() {
    if (!divided) {
      divided = true;
      portions.add(new Portion(new ArrayList<>(events), 0));
    }
    return portions.element();
  }

  /** The portion under way is in the database, or given up. */
  public void done() {
    portions.remove();
  }

  /** The portion under way is tried once more, and counts as tried. */
  public void again(Portion failed) {
    portions.remove();
    portions.addFirst(failed);
  }

  /** The portion under way is worked on in two parts, so that what is good of it goes on. */
  public void halve(Portion failed) {
    portions.remove();
    portions.addFirst(failed.secondHalf());
    portions.addFirst(failed.firstHalf());
  }

  /** An event is not worked on, before the first portion is taken. */
  void leaveOut(Event event) {
    events.remove(event);
  }

  void clear() {
    events.clear();
    portions.clear();
  }
}
