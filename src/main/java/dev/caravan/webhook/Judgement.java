package dev.caravan.webhook;

import dev.caravan.webhook.request.WebhookReply;

/** What becomes of a request. */
public sealed interface Judgement {

  /**
   * It is answered at once and nothing is stored.
   *
   * @param why for our log, without a word of the request; empty when there is nothing to say
   */
  record Answered(WebhookReply reply, String why) implements Judgement {
    Answered(WebhookReply reply) {
      this(reply, "");
    }
  }

  /** It is an event for Kafka. */
  record Accepted(ReceivedEvent event) implements Judgement {}
}
