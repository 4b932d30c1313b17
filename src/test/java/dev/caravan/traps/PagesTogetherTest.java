package dev.caravan.traps;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.testing.Logged;
import dev.caravan.testing.TestContext;
import java.util.Optional;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A first page whose writing waits until the API was asked for more: what came meanwhile is written
 * together. Eighty items on eight pages.
 */
@Timeout(60)
class PagesTogetherTest extends PullTest {
  private static final int PAGES = 8;
  private static final String TOGETHER = " pages, page ";

  private Optional<ErrorHandlerFactory> hubs = Optional.empty();

  @Override
  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(PAGES * LIMIT, 0, 0);
  }

  @Test
  void pagesThatCameWhileTheDatabaseWasBusyAreOneCommitThatCountsThemAll() throws Exception {
    String log = runWhilePagesCome(PAGES, upsert("items", "id"));

    assertThat(log).contains(TOGETHER);
    assertItemsComplete();
    assertLedgersBalance();
    assertThat(lastRun("items"))
        .containsEntry("state", "complete")
        .extracting("pages", "inserted", "fetched")
        .asString()
        .isEqualTo("[8, 80, 80]");
    assertThat(checkpoint("items").version()).isEqualTo(PAGES);
  }

  @Test
  void aBadRecordStandsInQuarantineWithItsOwnPage() throws Exception {
    sandbox.faults().on("items").page(5).badRecords(BadRecord.NO_KEY);

    String log = runWhilePagesCome(PAGES, upsert("items", "id"));

    assertThat(log).contains("written together are not committed");
    assertThat(lastRun("items")).containsEntry("state", "complete");
    assertLedgersBalance();
    assertItemsComplete();
    String positions = "select page_position from caravan_quarantine";
    assertThat(sql.queryForList(positions, String.class)).containsExactly(positionOf(5));
  }

  @Test
  void aPageOfBadRecordsFailsTheRunHoweverManyGoodOnesWaitBesideIt() throws Exception {
    sandbox.faults().on("items").page(6).onlyBadRecords();

    runWhilePagesCome(PAGES, upsert("items", "id", "required", "updated_at"));

    assertThat(lastRun("items")).containsEntry("state", "failed");
    assertThat(count("items")).as("of the pages before it").isEqualTo(5 * LIMIT);
    assertThat(count("caravan_quarantine")).isZero();
    assertThat(checkpoint("items").position()).contains(positionOf(6));
  }

  @Test
  void thePagesBeforeOneThatCannotBeFetchedAreKept() throws Exception {
    sandbox.faults().on("items").page(7).respond(404);

    runWhilePagesCome(7, upsert("items", "id"));

    assertThat(lastRun("items")).containsEntry("state", "failed");
    assertThat(count("items")).isEqualTo(6 * LIMIT);
    assertThat(checkpoint("items").position()).contains(positionOf(7));
  }

  @Test
  void whereARouteHasOtherStepsEachPageIsByItself() throws Exception {
    String other = "- setHeader: {id: other, name: seen, constant: x}\n";

    String log = runWhilePagesCome(2, steps(other) + upsert("items", "id"));

    assertThat(log).doesNotContain(TOGETHER);
    assertItemsComplete();
  }

  @Test
  void whereAHubHasADeadLetterChannelEachPageIsByItself() throws Exception {
    hubs = Optional.of(new DeadLetterChannelBuilder("log:dead"));

    String log = runWhilePagesCome(2, upsert("items", "id"));

    assertThat(log).doesNotContain(TOGETHER);
    assertItemsComplete();
  }

  @Test
  void whereARouteSaysSoEachPageIsByItself() throws Exception {
    String log = runWhilePagesCome(2, upsert("items", "id"), "commitEvery", "0");

    assertThat(log).doesNotContain(TOGETHER);
    assertItemsComplete();
  }

  /** The cursor by which a page was asked for. */
  private String positionOf(int page) {
    String query =
        sandbox.traffic().requests("items").stream()
            .filter(request -> request.page() == page)
            .map(SeenRequest::query)
            .findFirst()
            .orElseThrow();
    return query.replaceAll(".*cursor=([^&]*).*", "$1");
  }

  /** Runs once, and writes nothing until so many pages were asked for; gives the run's log. */
  private String runWhilePagesCome(int requests, String steps, String... parameters)
      throws Exception {
    String gate =
        steps("- log: {id: gate, message: '${bean:gate?method=await}', loggingLevel: ERROR}\n");
    try (Logged logged = new Logged();
        TestContext context = context(true, api(), pull("items", parameters), gate, steps)) {
      context.bind("gate", new Gate(requests));
      hubs.ifPresent(context.context().getCamelContextExtension()::setErrorHandlerFactory);
      context.start();
      context.bean("caravanSchedule", Schedule.class).await("items", longestRun());
      String run = String.valueOf(lastRun("items").get("run_id"));
      return logged.text().lines().filter(line -> line.contains(run)).collect(joining("\n"));
    }
  }

  /** What the first page waits for in its transaction. */
  public final class Gate {
    private final int requests;

    Gate(int requests) {
      this.requests = requests;
    }

    /** Called by the route. */
    public String await() {
      Awaitility.await().until(() -> sandbox.traffic().requests("items").size() >= requests);
      return "the API was asked for " + requests + " pages";
    }
  }
}
