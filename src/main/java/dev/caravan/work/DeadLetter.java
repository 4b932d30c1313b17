package dev.caravan.work;

/**
 * A message that goes to the dead-letter topic.
 *
 * @param message the message as it came
 * @param reason why
 * @param error what went wrong, without secrets
 * @param attempts how often it was tried
 * @param events how many of its events are given up
 * @param leftOut what of the message its topic did not take
 */
record DeadLetter(
    KafkaMessage message, Poison reason, String error, int attempts, int events, LeftOut leftOut) {
  /** The same, with one more of its events given up. */
  DeadLetter andAnother() {
    return new DeadLetter(message, reason, error, attempts, events + 1, leftOut);
  }

  /** The same, smaller. */
  DeadLetter shorter() {
    return new DeadLetter(message, reason, error, attempts, events, leftOut.more());
  }
}
