package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes that run one stream on one database at the same time. */
class TwoProcessesIT {
  private static final int PAGES = 60;
  private static final int LIMIT = 20;
  private static final String GIVES_WAY = "another process runs stream items on this database";

  @RegisterExtension final Processes processes = new Processes();

  /** Slow, so that both processes are at work at the same time. */
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(PAGES * LIMIT, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("items").slow(Duration.ofMillis(150))));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void onPostgresOneWinsAndTheOtherSaysWhyItGivesWay() {
    Installation caravan = Installation.onPostgres(processes).of(sandbox, LIMIT);
    Child one = caravan.start("run", "--once");
    Child other = caravan.start("run", "--once");

    assertThat(List.of(one.exitCode(), other.exitCode())).containsExactlyInAnyOrder(0, 1);
    Child loser = one.exitCode() == 1 ? one : other;
    assertThat(loser.count(GIVES_WAY)).isEqualTo(1);
    assertThat(loser.count("\tat ")).as("lines of stack traces").isZero();
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.runStates()).containsExactlyInAnyOrder("complete", "failed");
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
    assertThat(caravan.sumOfRuns("inserted")).isEqualTo(PAGES * LIMIT);
  }

  @Test
  void onPostgresASecondProcessThatComesLaterEndsAtOnceOrTakesOver() {
    Installation caravan = Installation.onPostgres(processes).of(sandbox, LIMIT, "commit-every=0");
    Child one = caravan.start("run", "--once");
    one.awaitLines(5, Child.PAGE_WRITTEN);
    Child other = caravan.start("run", "--once");

    assertThat(List.of(one.exitCode(), other.exitCode())).containsExactlyInAnyOrder(0, 1);
    assertThat(Stream.of(one, other).mapToLong(child -> child.count(GIVES_WAY)).sum()).isOne();
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.runStates()).containsExactlyInAnyOrder("complete", "failed");
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
  }

  @Test
  void onASqliteFileOneWinsAndTheOtherSaysWhyItGivesWay() {
    Installation caravan = Installation.onSqlite(processes).of(sandbox, LIMIT);
    Child one = caravan.start("run", "--once");
    Child other = caravan.start("run", "--once");

    assertThat(List.of(one.exitCode(), other.exitCode())).containsExactlyInAnyOrder(0, 1);
    Child loser = one.exitCode() == 1 ? one : other;
    assertThat(loser.count(GIVES_WAY)).isEqualTo(1);
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.runStates()).containsExactlyInAnyOrder("complete", "failed");
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
  }
}
