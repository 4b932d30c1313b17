package dev.caravan.lake;

import dev.caravan.config.ConfigurationException;
import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.iceberg.ForeignChangeException;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.TableState;
import dev.caravan.quarantine.Outlet;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of the lake that the routes of a context load, and when what was accepted for them is
 * published: every so many rows, after so much time, and at the end of a run, which is not complete
 * before. Safe for any thread.
 */
public final class Lake implements Outlet, CamelContextAware, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lake.class);
  private static final String PUBLISH = "direct:caravan-lake-publish";
  private static final int ATTEMPTS = 3;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Database database;
  private final Catalogs catalogs;
  private final LakeTables tables;
  private final Outbox outbox;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, LakeSpec> specs = new ConcurrentHashMap<>();
  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
  private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
  private CamelContext context;
  private ProducerTemplate steps;

  public Lake(Database database) {
    this.database = database;
    this.catalogs = new Catalogs(database);
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
  }

  @Override
  public void setCamelContext(CamelContext camel) {
    context = camel;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  Database database() {
    return database;
  }

  Catalogs catalogs() {
    return catalogs;
  }

  /**
   * Makes a table known that a route loads.
   *
   * @throws ConfigurationException when another route loads it in another way
   */
  void register(LakeSpec spec) {
    LakeSpec other = specs.putIfAbsent(spec.name(), spec);
    if (other != null && !other.isLike(spec)) {
      throw new ConfigurationException(
          "two routes load table %s of the lake with other keys, versions, modes or places; give both the same"
              .formatted(spec.name()));
    }
  }

  @Override
  public void afterPage(String stream) {
    specs.values().stream().filter(this::isFull).forEach(spec -> publish(spec, true));
  }

  @Override
  public void atEnd(String stream) {
    for (String table : outbox.tablesOf(stream)) {
      LakeSpec spec = specs.get(table);
      if (spec == null) {
        throw new NotPublishedException(
            "records of this stream are on their way to table %s of the lake, which no route loads any more; load it, or take it out with ./caravan lake forget %s"
                .formatted(table, table));
      }
      publish(spec, true);
    }
    long left = outbox.ofStream(stream);
    if (left > 0) {
      throw new NotPublishedException(left + " records of this stream are not in the lake yet");
    }
  }

  /** Publishes what has waited long enough. Called by a timer; a failure is logged. */
  public void publishDue() {
    for (LakeSpec spec : specs.values()) {
      Instant now = clock.instant();
      if (notBefore.getOrDefault(spec.name(), Instant.MIN).isAfter(now)) {
        continue;
      }
      try {
        if (isFull(spec) || isOld(spec, now)) {
          publish(spec, false);
        }
      } catch (RuntimeException e) {
        notBefore.put(spec.name(), now.plus(AFTER_FAILURE));
        LOG.error("{}", Causes.of(e));
      }
    }
  }

  private boolean isFull(LakeSpec spec) {
    return tables
        .find(spec.name())
        .filter(state -> state.accepted() - state.published() >= spec.publishRows())
        .isPresent();
  }

  private boolean isOld(LakeSpec spec, Instant now) {
    boolean cutOff = tables.find(spec.name()).flatMap(TableState::attempt).isPresent();
    return cutOff
        || outbox
            .oldest(spec.name())
            .filter(millis -> millis <= now.minus(spec.publishAfter()).toEpochMilli())
            .isPresent();
  }

  /** Publishes all there is of a table; by its turn, since there is one publisher at a time. */
  private void publish(LakeSpec spec, boolean patient) {
    ReentrantLock turn = turns.computeIfAbsent(spec.name(), any -> new ReentrantLock());
    if (!patient && !turn.tryLock()) {
      return;
    }
    if (patient) {
      turn.lock();
    }
    try {
      publishAll(spec, patient);
    } catch (NotPublishedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new NotPublishedException(
          "table %s of the lake: %d accepted records are not in it yet, and stay in the outbox: %s"
              .formatted(spec.name(), outbox.count(spec.name()), Causes.of(e)),
          e);
    } finally {
      release(spec);
      turn.unlock();
    }
  }

  private void publishAll(LakeSpec spec, boolean patient) {
    int changes = 0;
    Instant until = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      Publication publication = new Publication(spec, Publishers.mine());
      try {
        send(publication);
      } catch (ForeignChangeException e) {
        if (++changes == ATTEMPTS) {
          throw e;
        }
        LOG.warn("{}", e.getMessage());
        continue;
      }
      boolean busy = publication.isIn(Publication.State.BUSY);
      if (publication.isIn(Publication.State.NOTHING) || busy && !patient) {
        return;
      }
      if (busy) {
        awaitOther(spec, until);
      }
    }
  }

  private void send(Publication publication) {
    var sent = steps().send(PUBLISH, exchange -> exchange.getMessage().setBody(publication));
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
          "another process publishes table %s of the lake".formatted(spec.name()));
    }
    try {
      Thread.sleep(LOOK_AGAIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublishedException("interrupted", e);
    }
  }

  private void release(LakeSpec spec) {
    try {
      tables.release(spec.name(), Publishers.mine());
    } catch (RuntimeException e) {
      LOG.warn("lake table {}: others must wait to publish: {}", spec.name(), Causes.of(e));
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
    catalogs.close();
  }
}
