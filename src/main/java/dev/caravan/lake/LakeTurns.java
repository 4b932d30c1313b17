package dev.caravan.lake;

import dev.caravan.lake.iceberg.ForeignChangeException;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.state.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends work on tables of the lake through its steps until there is none left; by turns within the
 * process, and after other processes. Safe for any thread.
 */
public final class LakeTurns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LakeTurns.class);
  private static final int ATTEMPTS = 3;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final LakeTables tables;
  private final CamelContext context;
  private final Clock clock = Clock.systemUTC();
  private final String publisher = Publishers.another();
  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
  private ProducerTemplate steps;

  LakeTurns(LakeTables tables, CamelContext context) {
    this.tables = tables;
    this.context = context;
  }

  /**
   * Does it.
   *
   * @param patient whether to wait for others, or leave it to them
   * @param route where its steps are
   * @param next makes a piece of the work for the one who does it
   */
  public void work(LakeSpec spec, boolean patient, String route, Function<String, TableWork> next) {
    ReentrantLock turn = turns.computeIfAbsent(spec.name(), any -> new ReentrantLock());
    if (patient) {
      turn.lock();
    } else if (!turn.tryLock()) {
      return;
    }
    try {
      workThrough(spec, patient, route, next);
    } finally {
      release(spec);
      turn.unlock();
    }
  }

  private void workThrough(
      LakeSpec spec, boolean patient, String route, Function<String, TableWork> next) {
    int changes = 0;
    Instant until = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      TableWork work = next.apply(publisher);
      Instant began = clock.instant();
      try {
        send(route, work);
      } catch (ForeignChangeException e) {
        if (++changes == ATTEMPTS) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
        continue;
      }
      boolean busy = work.isIn(TableWork.State.BUSY);
      if (work.isIn(TableWork.State.NOTHING) || busy && !patient) {
        return;
      }
      if (busy) {
        awaitOther(spec, until);
      } else {
        until = clock.instant().plus(LONGEST_WAIT);
        leave(spec, work, Duration.between(began, clock.instant()));
      }
    }
  }

  /** Others look twice a second; who took long waits as long, so that they have their turn. */
  private void leave(LakeSpec spec, TableWork work, Duration took) {
    if (work.letsOthers()) {
      release(spec);
      pause(took.compareTo(LONGEST_PAUSE) < 0 ? took : LONGEST_PAUSE);
    }
  }

  private void send(String route, TableWork work) {
    var sent = steps().send(route, exchange -> exchange.getMessage().setBody(work));
    Exception failure = sent.getException();
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure != null) {
      throw new NotPublishedException(Causes.of(failure), failure);
    }
  }

  private void awaitOther(LakeSpec spec, Instant until) {
    if (context.isStopping() || clock.instant().isAfter(until)) {
      throw new NotPublishedException(
          "another process is at work on table %s of the lake".formatted(spec.name()));
    }
    pause(LOOK_AGAIN);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublishedException("interrupted", e);
    }
  }

  private void release(LakeSpec spec) {
    try {
      tables.release(spec.name(), publisher);
    } catch (RuntimeException e) {
      LOG.warn("lake table {}: others must wait for it: {}", spec.name(), Causes.of(e));
    }
  }

  private synchronized ProducerTemplate steps() {
    if (steps == null) {
      steps = context.createProducerTemplate();
    }
    return steps;
  }

  @Override
  public synchronized void close() {
    if (steps != null) {
      steps.stop();
    }
  }
}
