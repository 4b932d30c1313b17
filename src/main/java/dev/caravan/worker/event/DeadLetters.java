package dev.caravan.worker.event;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The dead letters of a batch that are still to be sent, one per event. Each holds the whole
 * message, so of a message with hundreds of bad events the later ones share the last letter.
 */
public final class DeadLetters {
  private static final int MOST_OF_A_MESSAGE = 20;

  private final Map<Slot, DeadLetter> letters = new LinkedHashMap<>();
  private final Map<KafkaMessage, Integer> counts = new HashMap<>();

  private record Slot(KafkaMessage message, int number) {}

  public boolean isEmpty() {
    return letters.isEmpty();
  }

  public void add(DeadLetter letter) {
    int number = counts.merge(letter.message(), 1, Integer::sum);
    letters.merge(
        new Slot(letter.message(), Math.min(number, MOST_OF_A_MESSAGE)), letter, DeadLetter::and);
  }

  public void clear() {
    letters.clear();
    counts.clear();
  }

  /** The one to be sent now. */
  public DeadLetter first() {
    return letters.values().iterator().next();
  }

  /** The first is sent with less in it. */
  public void shortenFirst() {
    letters.computeIfPresent(letters.keySet().iterator().next(), (slot, it) -> it.shorter());
  }

  /** The first is in its topic. */
  public DeadLetter removeFirst() {
    return letters.remove(letters.keySet().iterator().next());
  }
}
