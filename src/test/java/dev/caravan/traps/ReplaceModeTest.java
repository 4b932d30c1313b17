package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunState;
import dev.caravan.state.CheckpointChanges;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A table that each full scan replaces as a whole, and the scans that must not. */
class ReplaceModeTest extends PullTest {
  private static final List<String> GONE = List.of("3", "17", "39");

  private static String route(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "deleteMissing";
    all[1] = "hard";
    System.arraycopy(more, 0, all, 2, more.length);
    return pull("items", all);
  }

  private static String replace() {
    return upsert("items", "id", "mode", "replace");
  }

  private String notes() {
    return String.valueOf(lastRun("items").get("notes"));
  }

  @Test
  void theTableIsWhatTheLastScanListedOnceThatIsComplete() throws Exception {
    assertComplete(run(api(), route() + replace()));
    assertItemsComplete();
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().insert("items", 2);
    assertThat(run(api(), route("maxPages", "2") + replace()).state()).isEqualTo(RunState.PAUSED);
    assertThat(count("items")).isEqualTo(40);
    assertComplete(run(api(), route() + replace()));
    assertItemsComplete();
    assertThat(notes())
        .contains("table items holds what the scan listed: 2 rows are new, 0 others, 3 gone");
    assertThat(lastRun("items")).containsEntry("inserted", 2L).containsEntry("deleted", 3L);
    assertLedgersBalance();
  }

  @Test
  void aScanWhoseLastPageTheRouteLetsPassFailsAndReplacesNothing() throws Exception {
    assertComplete(run(api(), route() + replace()));
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    String filter = "        - filter:\n            simple: '${body.size} > 100'\n";
    String past = filter + "            steps:\n" + replace().indent(6);
    assertThat(assertFailed(run(api(), route() + past)))
        .contains("table items", "keeps its rows", "pass by its caravan-upsert");
    assertThat(count("items")).isEqualTo(40);
    assertComplete(run(api(), route() + replace()));
    assertItemsComplete();
  }

  @Test
  void aScanThatIsGoneOnWithFromAPositionSetByHandReplacesNothing() throws Exception {
    assertComplete(run(api(), route() + replace()));
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    sandbox.faults().on("items").page(3).respond(400);
    assertFailed(run(api(), route() + replace()));
    String last = checkpoint("items").position().orElseThrow();
    sandbox.faults().clear();
    new CheckpointChanges(database).setCursor("items", last);
    assertThat(assertFailed(run(api(), route() + replace())))
        .contains("followed from their beginning", "checkpoint reset");
    assertThat(count("items")).isEqualTo(40);
    new CheckpointChanges(database).reset("items");
    assertComplete(run(api(), route() + replace()));
    assertItemsComplete();
  }

  @Test
  void aListThatMovesFailsTheRunAndReplacesNothing() throws Exception {
    try (MovingList list = new MovingList(50)) {
      String route = route("path", "/cursor?limit=10") + replace();
      assertComplete(run(api("baseUrl", list.url()), route));
      list.before(3, () -> list.moveFirst(37));
      assertThat(assertFailed(run(api("baseUrl", list.url()), route)))
          .contains("keeps its rows", "the list moved");
      assertComplete(run(api("baseUrl", list.url()), route));
    }
  }

  @Test
  void aServerThatLostItsDataEmptiesNothing() throws Exception {
    assertComplete(run(api(), route() + replace()));
    List.copyOf(sandbox.shop().expected("items").keySet())
        .forEach(key -> sandbox.shop().remove("items", key));
    assertThat(run(api(), route() + replace()).state()).isIn(RunState.FAILED, RunState.INCOMPLETE);
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  void withoutAScanOfEverythingTheModeIsRefused() throws Exception {
    assertThat(assertFailed(run(api(), pull("items") + replace())))
        .contains("set deleteMissing: hard");
    assertThat(assertFailed(run(api(), pull("items", "deleteMissing", "soft") + replace())))
        .contains("not soft");
  }
}
