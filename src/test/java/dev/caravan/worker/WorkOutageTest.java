package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** The database is away while events arrive. */
@Timeout(120)
class WorkOutageTest extends WorkTest {
  private Connection writer;
  private String name;

  @Override
  String sqliteUrl() {
    return super.sqliteUrl() + "?busy_timeout=300";
  }

  @BeforeEach
  @Override
  void open() {
    super.open();
    if (kind == Kind.POSTGRES) {
      name = sql.queryForObject("select current_database()", String.class);
    }
  }

  @AfterEach
  @Override
  void close() {
    allowConnections(true);
    super.close();
  }

  @Test
  void theWorkerWaitsForTheDatabaseAndCatchesUpAndNothingIsGivenUp() throws Exception {
    IntStream.rangeClosed(1, 20).forEach(i -> send("evt-" + i, payment(i, 1)));
    TestContext context = start(worker(), upsert());
    awaitAcknowledged();

    allowConnections(false);
    IntStream.rangeClosed(11, 60).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    await("the worker to say that it waits")
        .until(() -> readiness(context) == HealthCheck.State.DOWN);
    assertThat(acknowledged()).isEqualTo(20);

    allowConnections(true);
    awaitAcknowledged();
    assertThat(readiness(context)).isEqualTo(HealthCheck.State.UP);
    assertThat(count("payments")).isEqualTo(60);
    assertThat(sumOfRuns("applied")).isEqualTo(60);
    // A batch whose events were kept comes again when what follows its commit was locked out.
    assertThat(sumOfRuns("duplicates")).isGreaterThanOrEqualTo(10);
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void aWorkerThatWaitsForTheDatabaseStopsInSecondsAndItsEventsComeAgain() throws Exception {
    allowConnections(false);
    send("evt-1", payment(1, 1));
    TestContext context = start(worker(), upsert());
    await("the worker to say that it waits")
        .until(() -> readiness(context) == HealthCheck.State.DOWN);

    long start = System.nanoTime();
    context.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
    assertThat(acknowledged()).isZero();

    allowConnections(true);
    start(worker(), upsert());
    awaitAcknowledged();
    assertThat(count("payments")).isEqualTo(1);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void aDatabaseThatRefusesCaravansOwnTablesIsAnOutage() throws Exception {
    assumeThat(kind).isEqualTo(Kind.POSTGRES);
    send("evt-1", payment(1, 1));
    try (TestContext owner = start(worker(), upsert())) {
      awaitAcknowledged();
    }
    sql.execute("create role \"%s\" login password 'worker'".formatted(name));
    sql.execute("grant all on all tables in schema public to \"%s\"".formatted(name));
    for (String table : List.of("caravan_seen_event", "caravan_run")) {
      sql.execute("revoke all on %s from \"%s\"".formatted(table, name));
    }
    user = name;
    password = "worker";
    url = url.replace("user=postgres", "user=" + name);
    IntStream.rangeClosed(2, 5).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    TestContext context = start(worker("retries", "0"), upsert());
    for (String table : List.of("caravan_run", "caravan_seen_event")) {
      await("readiness to name " + table).until(() -> waitsFor(context).contains(table));
      assertThat(acknowledged()).isEqualTo(1);
      sql.execute("grant all on %s to \"%s\"".formatted(table, name));
    }
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(5);
    assertThat(deadLetters()).isEmpty();
    sql.execute("drop owned by \"%s\"".formatted(name));
    sql.execute("drop role \"%s\"".formatted(name));
  }

  private static String waitsFor(TestContext context) {
    return context.bean("caravanWorkersHealth", WorkersHealth.class).call().getDetails().toString();
  }

  private static HealthCheck.State readiness(TestContext context) {
    return context.bean("caravanWorkersHealth", WorkersHealth.class).call().getState();
  }

  private void allowConnections(boolean allow) {
    if (kind == Kind.SQLITE) {
      allowSqlite(allow);
    } else {
      allowPostgres(allow);
    }
  }

  /** Another process writes and does not come to an end. */
  private void allowSqlite(boolean allow) {
    try {
      if (!allow) {
        writer = DriverManager.getConnection(TestDatabases.sqliteUrl(directory));
        writer.createStatement().execute("begin immediate");
      } else if (writer != null) {
        writer.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void allowPostgres(boolean allow) {
    JdbcTemplate server = new JdbcTemplate(TestDatabases.postgresServer());
    server.execute("alter database " + name + " allow_connections " + allow);
    if (!allow) {
      server.queryForList(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", name);
    }
  }
}
