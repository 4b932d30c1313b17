package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One scan in many processes, each but the last killed. Wherever that was, a page is in the
 * database with its checkpoint or not at all, and only pages in flight are fetched again.
 */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
  private static final int PAGES = 150;
  private static final int LIMIT = 20;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.kills", 5);

  /** The page being written and the one fetched ahead. */
  private static final int ONE_BY_ONE = 2;

  /** Pages of one commit, as many that wait, and the one that is fetched. */
  private static final int TOGETHER = 41;

  private static final List<String> NODES =
      List.of("send-http", "stage-rows", "merge-rows", "move-checkpoint", "page-transaction");
  private static final List<Integer> TIMES = List.of(1, 3);

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(PAGES * LIMIT, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("items").slow(Duration.ofMillis(20))));
  private final Set<Integer> requestedBefore = new HashSet<>();
  private Installation caravan;
  private int inFlight;
  private long committedPages;
  private int kills;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void bringsEveryRowOnceIntoSqliteHoweverOftenItIsKilled() {
    caravan = Installation.onSqlite(processes).of(sandbox, LIMIT, "commit-every=0");
    killAllTheWay(ONE_BY_ONE);
  }

  @Test
  void bringsEveryRowOnceIntoPostgresHoweverOftenItIsKilled() {
    caravan = Installation.onPostgres(processes).of(sandbox, LIMIT);
    killAllTheWay(TOGETHER);
  }

  private void killAllTheWay(int mostInFlight) {
    inFlight = mostInFlight;
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("CrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    Random random = new Random(seed);
    for (Runnable kill : kills(random)) {
      kill.run();
      kills++;
      checkWhatTheKillLeft();
    }
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    checkRequests();
    checkTheEnd();
  }

  private List<Runnable> kills(Random random) {
    List<Runnable> kills = new ArrayList<>(Collections.nCopies(RANDOM_KILLS, () -> killAt(random)));
    for (String node : NODES) {
      TIMES.forEach(time -> kills.add(() -> killAfter(node, time)));
    }
    Collections.shuffle(kills, random);
    return kills;
  }

  /** Kills a process some requests and some milliseconds after its start. */
  private void killAt(Random random) {
    int requests = random.nextInt(5);
    Duration more = Duration.ofMillis(random.nextInt(requests == 0 ? 3000 : 60));
    int before = sandbox.traffic().requests().size();
    Child child = caravan.start("run", "--once");
    Awaitility.await(requests + " requests")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .failFast("the process ended first", () -> !child.isAlive())
        .until(() -> sandbox.traffic().requests().size() >= before + requests);
    assertThat(child.endsWithin(more)).as("ended by itself").isFalse();
    child.kill();
  }

  /** Kills a process right after it passed a node for the n-th time. */
  private void killAfter(String node, int time) {
    Child child = caravan.startUntil(node, time);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
  }

  /** Rows and checkpoint tell the same, and the killed process asked for no page too much. */
  private void checkWhatTheKillLeft() {
    caravan.awaitNoConnection();
    checkRequests();
    assertThat(caravan.rowsOfTable("items"))
        .as("rows in the table, and in the ledger, after kill %d", kills)
        .isEqualTo(caravan.sumOfRuns("inserted"))
        .isEqualTo(caravan.checkpointVersion() * LIMIT);
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(caravan.checkpointVersion());
    committedPages = caravan.checkpointVersion();
  }

  /** Each process goes on at the page after the last committed one, and then page by page. */
  private void checkRequests() {
    List<Integer> pages =
        sandbox.traffic().requests("items").stream().map(SeenRequest::page).toList();
    sandbox.traffic().clear();
    for (int i = 0; i < pages.size(); i++) {
      assertThat(pages.get(i)).as("request %d of %s", i, pages).isEqualTo(committedPages + 1 + i);
    }
    assertThat(pages.stream().filter(requestedBefore::contains))
        .as("pages requested again after kill %d", kills)
        .hasSizeLessThanOrEqualTo(inFlight);
    requestedBefore.addAll(pages);
  }

  private void checkTheEnd() {
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.unbalancedRuns()).isEmpty();
    for (String column : List.of("fetched", "inserted")) {
      assertThat(caravan.sumOfRuns(column)).as(column).isEqualTo(PAGES * LIMIT);
    }
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
    List<String> states = caravan.runStates();
    assertThat(states.get(states.size() - 1)).isEqualTo("complete");
    assertThat(states.subList(0, states.size() - 1)).containsOnly("interrupted");
    JsonNode checkpoint = caravan.checkpoint();
    assertThat(checkpoint.get("scan").isNull()).isTrue();
    assertThat(checkpoint.get("last_success_ts").isNull()).isFalse();
  }
}
