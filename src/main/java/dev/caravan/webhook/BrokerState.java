package dev.caravan.webhook;

/**
 * What is known of the broker behind a receiver.
 *
 * @param text for people
 */
record BrokerState(Kind kind, String text) {
  /** Whether the broker takes events. */
  enum Kind {
    UNKNOWN,
    UP,
    DOWN
  }

  static BrokerState unknown() {
    return new BrokerState(Kind.UNKNOWN, "the broker was not asked yet");
  }

  static BrokerState up() {
    return new BrokerState(Kind.UP, "the broker takes events");
  }

  static BrokerState down(String why) {
    return new BrokerState(Kind.DOWN, why);
  }

  boolean isDown() {
    return kind == Kind.DOWN;
  }

  boolean isUp() {
    return kind == Kind.UP;
  }
}
