package dev.caravan.worker.step;

import dev.caravan.api.limits.ParkedException;
import dev.caravan.state.database.FailureMarks;
import dev.caravan.worker.Waiting;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.batch.Portion;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.FailureScope;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import dev.caravan.worker.failure.StoppedException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the work on a batch fails. While the database, an API or Kafka is away the
 * worker waits, however long, and nothing is given up. Else the events are tried again, then in
 * halves, so that what is good of them goes on, until the bad one stands alone and is given up.
 */
public final class HandleFailure implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(HandleFailure.class);

  private final WorkersHealth health;
  private final Clock clock;

  public HandleFailure(WorkersHealth health, Clock clock) {
    this.health = health;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    FailureMarks.clear(exchange);
    if (Waiting.isStopping(exchange)) {
      throw new StoppedException(failure);
    }
    EventBatch batch = EventBatch.of(exchange);
    if (batch.needsDetails()) {
      waitForItsEnd(exchange, failure);
      askForMore(batch);
    } else if (!batch.hasEvents()) {
      // That dead letters cannot be sent is nobody's fault but Kafka's, whatever else it says.
      if (!shortened(exchange, failure)) {
        waitForItsEnd(exchange, failure);
      }
    } else if (FailureScope.of(failure) == FailureScope.OUTAGE) {
      waitForItsEnd(exchange, failure);
    } else {
      tryOtherwise(exchange, FailureScope.of(failure), failure);
    }
  }

  /** What has arrived since may show that the API answers, and must not wait for this batch. */
  private static void askForMore(EventBatch batch) {
    try {
      if (batch.questions().areUnanswered() && batch.membership().hasMore(batch.nextOffsets())) {
        batch.giveBack();
      }
    } catch (KafkaException e) {
      // Then it goes on with what it has.
      LOG.debug("{}: whether the topic holds more is not known", batch, e);
    }
  }

  /** A letter that its topic never takes must not hold up what comes after it. */
  private static boolean shortened(Exchange exchange, Throwable failure) {
    EventBatch batch = EventBatch.of(exchange);
    if (FailureScope.find(RecordTooLargeException.class, failure).isEmpty()
        || !batch.hasDeadLetters()
        || batch.deadLetter().leftOut().isAll()) {
      return false;
    }
    batch.shortenDeadLetter();
    LOG.warn(
        "worker {} {}: its dead letter is too large and goes without its {}; the message stays"
            + " where it is: {}",
        Worker.of(exchange).name(),
        batch.deadLetter().message(),
        batch.deadLetter().leftOut().code(),
        failure.getMessage());
    return true;
  }

  private void waitForItsEnd(Exchange exchange, Throwable failure) {
    Worker worker = Worker.of(exchange);
    EventBatch batch = EventBatch.of(exchange);
    ErrorText reason = ErrorText.of(worker.api(), exchange, failure);
    Optional<ParkedException> parked = FailureScope.find(ParkedException.class, failure);
    if (parked.isPresent() && !parked.get().isAsked()) {
      // The worker does what it is told to: nobody need look at it.
      LOG.info("worker {} {}: {}", worker.name(), batch, reason);
      Waiting.aWhile(exchange, until(parked.get()));
      return;
    }
    int before = health.waits(worker.name(), batch.membership().consumer(), reason.logged());
    Duration delay = parked.map(this::until).orElseGet(() -> Waiting.backoff(before));
    LOG.warn("worker {} {}: waits {} s: {}", worker.name(), batch, delay.toSeconds(), reason);
    Waiting.aWhile(exchange, delay);
  }

  private Duration until(ParkedException parked) {
    return Waiting.atMost(Duration.between(clock.instant(), parked.notBefore()));
  }

  private static void tryOtherwise(Exchange exchange, FailureScope fault, Throwable failure) {
    EventBatch batch = EventBatch.of(exchange);
    Worker worker = Worker.of(exchange);
    Portion failed = batch.portions().current().failed();
    ErrorText error = ErrorText.of(worker.api(), exchange, failure);
    if (fault == FailureScope.UNKNOWN && failed.attempts() <= worker.retries()) {
      Duration delay = worker.retryDelay(failed.attempts());
      LOG.warn(
          "worker {} {}: failed, tried again in {} ms: {}",
          worker.name(),
          failed,
          delay.toMillis(),
          error);
      batch.portions().again(failed);
      Waiting.aWhile(exchange, delay);
    } else if (failed.isSingle()) {
      Poison other = fault == FailureScope.BAD_EVENT ? Poison.REJECTED : Poison.FAILED;
      batch.giveUp(failed, reason(failure, other), error);
    } else {
      LOG.warn("worker {} {}: failed, tried in halves: {}", worker.name(), failed, error);
      batch.portions().halve(failed);
      Waiting.aWhile(exchange, Duration.ofNanos(1));
    }
  }

  private static Poison reason(Throwable failure, Poison other) {
    return FailureScope.find(PoisonException.class, failure)
        .map(PoisonException::reason)
        .orElse(other);
  }
}
