package dev.caravan.lake;

import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Counted;
import dev.caravan.config.Metric;
import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.TableState;
import dev.caravan.quarantine.Outlet;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
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
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Database database;
  private final Catalogs catalogs;
  private final LakeTables tables;
  private final Outbox outbox;
  private final Clock clock = Clock.systemUTC();
  private final Map<String, LakeSpec> specs = new ConcurrentHashMap<>();
  private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
  private CamelContext context;
  private LakeTurns turns;

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

  public Database database() {
    return database;
  }

  public Catalogs catalogs() {
    return catalogs;
  }

  /** Who changes the tables, and when. */
  public synchronized LakeTurns turns() {
    if (turns == null) {
      turns = new LakeTurns(tables, context);
    }
    return turns;
  }

  /** How a route loads a table; nothing when none does. */
  public Optional<LakeSpec> spec(String table) {
    return Optional.ofNullable(specs.get(table));
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
          "two routes load table %s of the lake with different keys, versions, modes or places; give both the same"
              .formatted(spec.name()));
    }
    if (other == null) {
      measure(spec.name());
    }
  }

  /** How far a table is behind; asked of the database when somebody looks. */
  private void measure(String table) {
    MeterRegistry meters = Metric.meters(context);
    Metric.LAKE_WAITING.gauge(meters, () -> outbox.count(table), "table", table);
    Metric.LAKE_LAG.millis(
        meters,
        () -> outbox.oldest(table).map(since -> clock.millis() - since).orElse(0L),
        "table",
        table);
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
      throw new NotPublishedException(
          "accepted records of this stream that are not in the lake yet: " + left);
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

  /** Publishes all there is of a table. */
  private void publish(LakeSpec spec, boolean patient) {
    try {
      turns().work(spec, patient, PUBLISH, publisher -> new Publication(spec, publisher));
    } catch (NotPublishedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new NotPublishedException(
          "table %s of the lake does not have %s yet; they stay in the outbox: %s"
              .formatted(
                  spec.name(),
                  Counted.of(outbox.count(spec.name()), "accepted record"),
                  Causes.of(e)),
          e);
    }
  }

  @Override
  public synchronized void close() {
    if (turns != null) {
      turns.close();
    }
    catalogs.close();
  }
}
