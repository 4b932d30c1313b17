package dev.caravan.worker.event;

import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which events of a message that holds several, by their places from 0. None stand for the message
 * as a whole.
 */
public record Places(List<Integer> all) {
  public static final Places WHOLE = new Places(List.of());

  static Places of(int place) {
    return new Places(List.of(place));
  }

  /**
   * Reads the header {@code caravan_place} of a message that is replayed.
   *
   * @param events how many events the message holds
   * @throws PoisonException when it names others
   */
  static Places read(String header, int events) throws PoisonException {
    try {
      List<Integer> places = Stream.of(header.split(",")).map(Integer::valueOf).toList();
      if (places.stream().allMatch(place -> place >= 0 && place < events)) {
        return new Places(places);
      }
    } catch (NumberFormatException e) {
      // Neither is there such a place.
    }
    throw new PoisonException(
        Poison.NO_EVENTS,
        "the header caravan_place names other places than the %d of the message".formatted(events));
  }

  /** All events of a message. */
  static Places upTo(int events) {
    return new Places(IntStream.range(0, events).boxed().toList());
  }

  public boolean isWhole() {
    return all.isEmpty();
  }

  /** How many events they are; a whole message counts as one. */
  public int count() {
    return isWhole() ? 1 : all.size();
  }

  public Places and(Places more) {
    TreeSet<Integer> both = new TreeSet<>(all);
    both.addAll(more.all);
    return new Places(List.copyOf(both));
  }

  /** As it stands in the header. */
  @Override
  public String toString() {
    return all.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
