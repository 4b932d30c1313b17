package dev.caravan.worker.event;

import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.Poison;

/**
 * A message that goes to the dead-letter topic.
 *
 * @param message the message as it came
 * @param places which of its events are given up
 * @param reason why
 * @param error what went wrong, without secrets
 * @param attempts how often it was tried
 * @param leftOut what of the message its topic did not take
 */
public record DeadLetter(
    KafkaMessage message,
    Places places,
    Poison reason,
    ErrorText error,
    int attempts,
    LeftOut leftOut) {
  public DeadLetter(
      KafkaMessage message, Places places, Poison reason, ErrorText error, int attempts) {
    this(message, places, reason, error, attempts, LeftOut.NOTHING);
  }

  /** The same, with more events of its message given up. */
  DeadLetter and(DeadLetter more) {
    return new DeadLetter(message, places.and(more.places), reason, error, attempts, leftOut);
  }

  /** The same, smaller. */
  DeadLetter shorter() {
    return new DeadLetter(message, places, reason, error, attempts, leftOut.more());
  }

  /** What it speaks of, for people. */
  public String what() {
    return places.isWhole() ? message.toString() : message + " event " + places;
  }
}
