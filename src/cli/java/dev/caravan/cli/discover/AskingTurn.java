package dev.caravan.cli.discover;

import dev.caravan.api.limits.Quota;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** When the next request may be sent: within the quota, and after the pause that the API wants. */
final class AskingTurn {
  private final Optional<Quota> quota;
  private final Clock clock;
  private final Waits waits;
  private final Deque<Instant> replies = new ArrayDeque<>();
  private Instant notBefore = Instant.MIN;

  /** How time passes while nothing is asked. */
  interface Waits {
    /** Returns after some time. */
    void pass(Duration time) throws InterruptedException;
  }

  AskingTurn(Optional<Quota> quota, Clock clock, Waits waits) {
    this.quota = quota;
    this.clock = clock;
    this.waits = waits;
  }

  Instant now() {
    return clock.instant();
  }

  /** A request was answered, which the server counted before that at the latest. */
  void answered() {
    replies.add(now());
  }

  /** No request is sent for some time from now on. */
  void pause(Duration time) {
    Instant end = now().plus(time);
    notBefore = end.isAfter(notBefore) ? end : notBefore;
  }

  /** Waits until a request may be sent. */
  void await() throws InterruptedException {
    Instant turn = notBefore;
    if (quota.isPresent() && replies.size() >= quota.get().requests()) {
      while (replies.size() > quota.get().requests()) {
        replies.remove();
      }
      Instant free = replies.element().plus(quota.get().period());
      turn = free.isAfter(turn) ? free : turn;
    }
    if (turn.isAfter(now())) {
      waits.pass(Duration.between(now(), turn).plusMillis(1));
    }
  }
}
