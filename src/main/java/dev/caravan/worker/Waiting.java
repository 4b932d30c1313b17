package dev.caravan.worker;

import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.batch.Membership;
import dev.caravan.worker.failure.StoppedException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.kafka.common.errors.WakeupException;

/** Waits without losing the place in the consumer group, and not beyond a stop. */
public final class Waiting {
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 5;

  private Waiting() {}

  /** How long to wait when this was in vain so often. */
  public static Duration backoff(int before) {
    return atMost(FIRST.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS)));
  }

  public static Duration atMost(Duration delay) {
    return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
  }

  /**
   * Waits.
   *
   * @throws StoppedException when the route is being stopped
   */
  public static void aWhile(Exchange exchange, Duration time) {
    Membership membership = EventBatch.of(exchange).membership();
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
        checkStop(exchange);
        membership.stay(Duration.ofNanos(Math.min(left, SLICE.toNanos())));
      }
      checkStop(exchange);
    } catch (WakeupException e) {
      throw new StoppedException(e);
    }
  }

  /** Lets the group hear of this member, without waiting. */
  public static void lookUp(Exchange exchange) {
    aWhile(exchange, Duration.ofNanos(1));
  }

  /**
   * Goes on only while nothing is being stopped. Between two batches nothing is under way, so Camel
   * may already have stopped what the steps of a route send to.
   *
   * @throws StoppedException when the route is being stopped
   */
  public static void checkStop(Exchange exchange) {
    if (isStopping(exchange)) {
      throw new StoppedException(null);
    }
  }

  public static boolean isStopping(Exchange exchange) {
    Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
    return exchange.getContext().isStopping()
        || route != null
            && route.getConsumer() instanceof StatefulService consumer
            && (consumer.isStopping()
                || consumer.isStopped()
                || consumer.isSuspending()
                || consumer.isSuspended());
  }
}
