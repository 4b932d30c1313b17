package dev.caravan.sandbox.fault;

import java.time.Duration;

/**
 * A fault that answers something else instead of the page; each method refines that response. It is
 * on from the start, so refine it before the request it is meant for.
 */
public final class AnswerFault {
  private final Fault fault;

  AnswerFault(Fault fault) {
    this.fault = fault;
  }

  /** Retry-After in seconds. */
  public AnswerFault retryAfterSeconds(long seconds) {
    return retryAfter(String.valueOf(seconds));
  }

  /** Retry-After as this text, however wrong: {@code 0}, {@code -5}, {@code soon}, {@code 1.5}. */
  public AnswerFault retryAfter(String raw) {
    return header("Retry-After", raw);
  }

  /** Retry-After as an HTTP date so far from the moment of the response, cut to whole seconds. */
  public AnswerFault retryAfterDate(Duration fromNow) {
    return refine(answer().withRetryAfterDate(fromNow));
  }

  public AnswerFault header(String name, String value) {
    return refine(answer().with(name, value));
  }

  /** The body as given; {@code {authorization}} in it becomes what the request carried. */
  public AnswerFault body(String contentType, String text) {
    return refine(answer().withBody(contentType, text));
  }

  /** An error body that repeats the credentials of the request, as careless APIs do. */
  public AnswerFault echoToken() {
    return body(
        "application/json",
        "{\"error\":{\"code\":\"fault\",\"message\":\"you sent {authorization}\"}}");
  }

  /** How often it was answered so far. */
  public int fired() {
    return fault.fired();
  }

  /** Switches it off for good. */
  public void off() {
    fault.off();
  }

  private Effect.Answer answer() {
    return (Effect.Answer) fault.effect();
  }

  private AnswerFault refine(Effect.Answer answer) {
    fault.effect(answer);
    return this;
  }
}
