package dev.caravan.webhook;

/** What becomes of a request. */
public sealed interface Verdict {

  /**
   * It is answered at once and nothing is stored.
   *
   * @param why for our log, without a word of the request; empty when there is nothing to say
   */
  record Answered(Reply reply, String why) implements Verdict {
    Answered(Reply reply) {
      this(reply, "");
    }
  }

  /** It is an event for Kafka. */
  record Accepted(Event event) implements Verdict {}
}
