package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TcpProxy;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A real PostgreSQL goes away in the middle of a run. Between two pages the run waits for it, and
 * the page comes in a fresh transaction; in the middle of one, or for longer, the run fails and the
 * next goes on at that page. Four pages of ten items.
 */
@Timeout(90)
class DatabaseOutageTest extends PullTest {
  private static final String STEP = "        - process: {ref: outage}\n";
  private static final Duration LONGEST = Duration.ofSeconds(40);

  private final TcpProxy proxy;

  DatabaseOutageTest() {
    URI direct = URI.create(TestDatabases.postgresUrl().substring("jdbc:".length()));
    proxy = TcpProxy.before(direct.getPort());
    databaseUrl = "jdbc:postgresql://localhost:" + proxy.port() + direct.getPath();
    databaseUser = "postgres";
    databasePassword = "postgres";
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Test
  void awayBetweenTwoPagesTheRunWaitsAndGoesOn() throws Exception {
    sandbox.faults().on("items").page(3).slow(Duration.ofSeconds(3));
    try (TestContext context = context(true, api(), items()).start()) {
      Awaitility.await().atMost(LONGEST).until(() -> pagesRequested().contains(3));
      Awaitility.await().atMost(LONGEST).until(() -> count("items") == 2L * LIMIT);
      proxy.cut();
      CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS).execute(proxy::restore);
      assertComplete(await(context));
    }
    assertThat(pagesRequested()).containsExactly(1, 2, 3, 4);
    assertEveryRowOnce(1);
  }

  @Test
  void awayInTheMiddleOfAPageTheRunFailsAndTheNextGoesOnThere() throws Exception {
    RunOutcome outcome =
        runWith(
            () -> {
              proxy.cut();
              proxy.restore();
            });
    awaitDatabase();
    assertFailed(outcome);
    assertThat(count("items")).as("nothing of the third page is kept").isEqualTo(2L * LIMIT);
    goesOnAtTheThirdPage();
    assertEveryRowOnce(2);
  }

  /** The pool finds connections that died one by one. */
  private void awaitDatabase() {
    Awaitility.await().ignoreExceptions().until(() -> count("items") >= 0);
  }

  @Test
  void awayUntilTheRunIsOverItFailsAllTheSameAndTheNextGoesOnThere() throws Exception {
    RunOutcome outcome = runWith(proxy::cut);
    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.FAILED);
    proxy.restore();
    assertThat(count("items")).isEqualTo(2L * LIMIT);
    goesOnAtTheThirdPage();
    assertEveryRowOnce(2);
    assertThat(sql.queryForList("select state from caravan_run order by started", String.class))
        .as("its end could not be entered")
        .containsExactly("interrupted", "complete");
  }

  /** What the database says only at the commit. */
  @Test
  void aCommitThatTheDatabaseRefusesFailsTheRunWithItsReason() throws Exception {
    sql.execute("create table parent (id int primary key)");
    sql.execute(
        "create table child (parent int references parent (id) deferrable initially deferred)");
    TestContext context = context(true, api(), pull("items") + STEP + upsert("items", "id"));
    Processor orphan =
        exchange ->
            new JdbcTemplate(context.bean("caravanDatabase", Database.class).dataSource())
                .update("insert into child values (7)");
    context.context().getRegistry().bind("outage", Processor.class, orphan);
    try (context) {
      assertThat(assertFailed(await(context.start())))
          .contains("commit failed", "child_parent_fkey");
    }
    assertThat(count("child")).isZero();
  }

  /** Something happens in the transaction of the third page, before its rows are loaded. */
  private RunOutcome runWith(Runnable atTheThirdPage) throws Exception {
    AtomicInteger pages = new AtomicInteger();
    Processor outage =
        exchange -> {
          if (pages.incrementAndGet() == 3) {
            atTheThirdPage.run();
          }
        };
    String route = pull("items") + STEP + upsert("items", "id");
    TestContext context = context(true, api(), route);
    context.context().getRegistry().bind("outage", Processor.class, outage);
    try (context) {
      return await(context.start());
    }
  }

  private void goesOnAtTheThirdPage() throws Exception {
    List<SeenRequest> before = sandbox.traffic().requests("items");
    assertComplete(run(api(), items()));
    assertThat(pagesRequested().subList(before.size(), pagesRequested().size()))
        .containsExactly(3, 4);
  }

  private RunOutcome await(TestContext context) throws InterruptedException {
    return context.bean("caravanSchedule", Schedule.class).await("items", LONGEST).orElseThrow();
  }

  private void assertEveryRowOnce(int runs) {
    assertItemsComplete();
    assertLedgersBalance();
    assertThat(
            sql.queryForList(
                "select count(*) as runs, sum(fetched) as fetched, sum(inserted) as inserted,"
                    + " sum(updated + unchanged) as others from"
                    + " caravan_run"))
        .singleElement()
        .satisfies(
            sums ->
                assertThat(sums.values().stream().map(String::valueOf))
                    .containsExactly(String.valueOf(runs), "40", "40", "0"));
  }
}
