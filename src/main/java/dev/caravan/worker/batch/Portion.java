package dev.caravan.worker.batch;

import dev.caravan.worker.event.Event;
import java.util.List;

/**
 * Events that are worked on in one transaction.
 *
 * @param attempts how often these events were tried, alone or with others
 */
public record Portion(List<Event> events, int attempts) {
  public Portion failed() {
    return new Portion(events, attempts + 1);
  }

  public boolean isSingle() {
    return events.size() == 1;
  }

  Portion firstHalf() {
    return new Portion(events.subList(0, events.size() / 2), attempts);
  }

  Portion secondHalf() {
    return new Portion(events.subList(events.size() / 2, events.size()), attempts);
  }

  @Override
  public String toString() {
    return events.get(0).message()
        + (isSingle() ? "" : " to " + events.get(events.size() - 1).message());
  }
}
