package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.webhook.request.WebhookReply;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A source's judge, as a receiver makes it, with short words for what tests ask of it. */
public final class Judging {
  private final Judge judge;

  private Judging(Judge judge) {
    this.judge = judge;
  }

  /** Of a bean with these properties. */
  public static Judging of(Map<String, String> properties) {
    return of(properties, "webhook.{source}", null);
  }

  public static Judging of(Map<String, String> properties, String topic, String key) {
    return new Judging(
        new Judge("test", source(properties).scheme("test"), topic, Optional.ofNullable(key)));
  }

  /** A bean as Camel would fill it. */
  static Source source(Map<String, String> properties) {
    Source source = new Source();
    properties.forEach(
        (name, value) -> {
          String setter = "set" + name.substring(0, 1).toUpperCase() + name.substring(1);
          try {
            Source.class.getMethod(setter, String.class).invoke(source, value);
          } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(name, e);
          }
        });
    return source;
  }

  public Judgement judge(Delivery delivery, Instant at) {
    return judge.judge(delivery.received(at));
  }

  /** The event; fails when the request is not accepted. */
  public ReceivedEvent accepts(Delivery delivery, Instant at) {
    Judgement verdict = judge(delivery, at);
    assertThat(verdict).isInstanceOf(Judgement.Accepted.class);
    return ((Judgement.Accepted) verdict).event();
  }

  /** The answer; fails when the request is accepted. */
  public WebhookReply answers(Delivery delivery, Instant at) {
    Judgement verdict = judge(delivery, at);
    assertThat(verdict).isInstanceOf(Judgement.Answered.class);
    return ((Judgement.Answered) verdict).reply();
  }

  public void refuses(Delivery delivery, Instant at) {
    assertThat(answers(delivery, at)).isEqualTo(WebhookReply.UNVERIFIED);
  }
}
