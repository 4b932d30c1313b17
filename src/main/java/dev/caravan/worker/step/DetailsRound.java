package dev.caravan.worker.step;

import dev.caravan.worker.Waiting;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.details.Details;
import dev.caravan.worker.details.Question;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.FailureScope;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import dev.caravan.worker.failure.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the details of a batch, several at a time, until all are there or one is not given. The
 * thread that polls Kafka only looks on, so that the group keeps this member and a stop is noticed.
 *
 * <p>A response that fits no event may mean that the API is ill or that it is this event that it
 * cannot answer for. It counts against the event only when the API answered another one in the same
 * round, if need be one that it answered before.
 */
final class DetailsRound {
  private static final Logger LOG = LoggerFactory.getLogger(DetailsRound.class);
  private static final long SLICE_MS = 100;

  private final Exchange exchange;
  private final EventBatch batch;
  private final Worker worker;
  private final Details details;
  private final BiFunction<Question, Runnable, Future<?>> asker;
  private final BlockingQueue<Question> ended = new LinkedBlockingQueue<>();
  private final Map<Question, Future<?>> underWay = new HashMap<>();
  private final List<Question> unclear = new ArrayList<>();
  private boolean answers;

  /**
   * A round.
   *
   * @param asker asks in another thread and runs what it is given afterwards
   */
  DetailsRound(Exchange exchange, BiFunction<Question, Runnable, Future<?>> asker) {
    this.exchange = exchange;
    this.batch = EventBatch.of(exchange);
    this.worker = Worker.of(exchange);
    this.details = worker.details().orElseThrow();
    this.asker = asker;
  }

  /** Asks, and gives the first question that must be asked again later. */
  Optional<Question> run() throws InterruptedException {
    try {
      Iterator<Question> open = List.copyOf(batch.questions().all()).iterator();
      while (!underWay.isEmpty() || unclear.isEmpty() && open.hasNext()) {
        while (unclear.isEmpty() && open.hasNext() && underWay.size() < details.parallel()) {
          ask(open.next());
        }
        take();
      }
      if (!unclear.isEmpty() && !answers) {
        worker.answered().ifPresent(call -> ask(Question.again(call)));
        while (!underWay.isEmpty()) {
          take();
        }
      }
    } finally {
      underWay.values().forEach(future -> future.cancel(true));
    }
    unclear.forEach(this::count);
    return unclear.stream().filter(batch.questions().all()::contains).findFirst();
  }

  /** Whether the API gave its word on anything in this round. */
  boolean isAnswered() {
    return answers;
  }

  private void ask(Question question) {
    underWay.put(question, asker.apply(question, () -> ended.add(question)));
  }

  private void take() throws InterruptedException {
    Question question = ended.poll(SLICE_MS, TimeUnit.MILLISECONDS);
    Waiting.lookUp(exchange);
    if (question != null) {
      underWay.remove(question);
      settle(question);
    }
  }

  private void settle(Question question) {
    Throwable failure = question.failure();
    Refusal refusal = failure == null ? null : Refusal.of(failure);
    boolean missing = question.isNone() || refusal == Refusal.MISSING;
    if (failure == null || missing || refusal == Refusal.FINAL) {
      answers = true;
    } else if (question.event().isPresent()) {
      unclear.add(question);
      batch.questions().askLast(question);
      return;
    }
    if (failure == null && !missing) {
      question.apply();
      worker.answered(question.call());
    }
    question.event().ifPresent(event -> close(question, event, missing));
  }

  private void close(Question question, Event event, boolean missing) {
    batch.questions().close(question);
    if (missing && details.skipMissing()) {
      LOG.info("worker {} {}: skipped, it has no details", worker.name(), event);
      batch.skip(event);
    } else if (missing) {
      ErrorText none = ErrorText.plain("the API has no details of it");
      giveUp(event, Poison.DETAILS_MISSING, question, question.isNone() ? none : error(question));
    } else if (question.failure() != null) {
      giveUp(event, Poison.DETAILS_REFUSED, question, error(question));
    }
  }

  private void count(Question question) {
    boolean later = Refusal.of(question.failure()) == Refusal.LATER;
    if (answers && !later && question.countAttempt() >= details.attempts()) {
      batch.questions().close(question);
      Poison reason =
          FailureScope.find(PoisonException.class, question.failure())
              .map(PoisonException::reason)
              .orElse(Poison.DETAILS_REFUSED);
      giveUp(question.event().orElseThrow(), reason, question, error(question));
    }
  }

  private void giveUp(Event event, Poison reason, Question question, ErrorText error) {
    batch.giveUp(event, reason, error, Math.max(1, question.attempts()));
  }

  private ErrorText error(Question question) {
    question.show(exchange);
    return ErrorText.of(worker.api(), exchange, question.failure());
  }
}
