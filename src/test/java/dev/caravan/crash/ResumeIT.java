package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A scan that goes on in another process, and one whose position has expired. */
@Execution(ExecutionMode.CONCURRENT)
class ResumeIT {
  private static final int PAGES = 12;
  private static final int LIMIT = 20;
  private static final int GONE = 410;
  private static final String[] FIVE_PAGES = {"run", "--once", "-D", "max-pages=5"};
  private static final String STARTS_AGAIN = "the scan starts again";

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults().withCounts(PAGES * LIMIT, 0, 0).withToken(Installation.TOKEN));
  private final Installation caravan = Installation.onSqlite(processes).of(sandbox, LIMIT);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void aScanOfManyPagesPausesAndGoesOnInTheNextProcess() {
    for (int run = 0; run < 3; run++) {
      assertThat(caravan.start(FIVE_PAGES).exitCode()).isZero();
      assertThat(requestedPages())
          .containsExactlyElementsOf(pages(1, Math.min(PAGES, 5 * run + 5)));
    }
    assertThat(caravan.runStates()).containsExactly("paused", "paused", "complete");
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
    assertComplete();
  }

  @Test
  void anExpiredPositionStartsTheScanAgainOnce() {
    assertThat(caravan.start(FIVE_PAGES).exitCode()).isZero();
    sandbox.faults().expireCursors("items", GONE);
    sandbox.traffic().clear();

    Child again = caravan.start("run", "--once");
    assertThat(again.exitCode()).isZero();
    assertThat(again.count(STARTS_AGAIN)).isEqualTo(1);
    List<SeenRequest> requests = sandbox.traffic().requests("items");
    assertThat(requests.get(0).status()).isEqualTo(GONE);
    assertThat(requests.stream().skip(1).map(SeenRequest::page))
        .containsExactlyElementsOf(pages(1, PAGES));
    assertThat(caravan.runStates()).containsExactly("paused", "complete");
    assertComplete();
  }

  @Test
  void aScanThatStartedAgainTakesAsManyPagesAsAnyOther() {
    assertThat(caravan.start(FIVE_PAGES).exitCode()).isZero();
    sandbox.faults().expireCursors("items", GONE);

    assertThat(caravan.start(FIVE_PAGES).exitCode()).isZero();
    assertThat(caravan.runStates()).containsExactly("paused", "paused");
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(5 + 5);
  }

  @Test
  void aPositionThatIsRefusedAgainFailsTheRunAndKeepsTheCheckpoint() {
    assertThat(caravan.start(FIVE_PAGES).exitCode()).isZero();
    JsonNode before = caravan.checkpoint();
    sandbox.faults().expireCursors("items", GONE);
    sandbox.faults().on("items").respond(GONE);
    sandbox.traffic().clear();

    Child refused = caravan.start("run", "--once");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(sandbox.traffic().requests()).hasSize(2);
    assertThat(refused.count("status 410")).as("lines that name the status").isPositive();
    assertThat(refused.count("\tat ")).as("lines of stack traces").isZero();
    assertThat(caravan.checkpoint()).isEqualTo(before);
    assertThat(caravan.runStates()).containsExactly("paused", "failed");

    sandbox.faults().clear();
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(caravan.runStates()).containsExactly("paused", "failed", "complete");
    assertComplete();
  }

  @Test
  void aPositionThatExpiresInTheMiddleOfARunFailsItAndTheNextRunStartsAgain() {
    sandbox.faults().on("items").page(4).times(1).respond(GONE);
    assertThat(caravan.start("run", "--once").exitCode()).isEqualTo(1);
    sandbox.faults().expireCursors("items", GONE);

    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(caravan.runStates()).containsExactly("failed", "complete");
    assertComplete();
  }

  private void assertComplete() {
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.checkpoint().get("scan").isNull()).isTrue();
    assertThat(caravan.checkpoint().get("last_success_ts").isNull()).isFalse();
  }

  private List<Integer> requestedPages() {
    return sandbox.traffic().requests("items").stream().map(SeenRequest::page).toList();
  }

  private static List<Integer> pages(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }
}
