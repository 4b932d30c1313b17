package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.CheckpointChanges;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.dao.DataAccessException;

/** A table that is dropped while a stream loads it is never made anew without its first rows. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class VanishedTableTest extends PullTest {
  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions().withCounts(40, 8, 0);
  }

  @Test
  void aScanUnderWayFailsUntilItBeginsAnew() throws Exception {
    failsUntilReset();
  }

  @Test
  void theSameOnPostgres() throws Exception {
    usePostgres();
    failsUntilReset();
  }

  private void failsUntilReset() throws Exception {
    String[] routes = {api(), pull("items", "maxPages", "2") + upsert("items", "id")};
    assertThat(run(routes).state()).isEqualTo(RunState.PAUSED);
    sql.execute("drop table items");

    assertGone(assertFailed(run(api(), pull("items") + upsert("items", "id"))));

    new CheckpointChanges(database).reset("items");
    assertComplete(run(api(), pull("items") + upsert("items", "id")));
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  void aScanOfWhatIsNewSinceAWatermarkFailsToo() throws Exception {
    String[] since = {"watermark", "updated_at", "watermarkParam", "updated_after"};
    String[] routes = {api(), pull("items", since) + upsert("items", "id")};
    assertComplete(run(routes));
    sql.execute("drop table items");
    sandbox.shop().update("items", "7", item -> item.put("name", "new"));

    assertGone(assertFailed(run(routes)));
  }

  @Test
  void anotherTableForWhatIsNewSinceAWatermarkIsSaid() throws Exception {
    saysThatATableIsNew();
  }

  @Test
  void theSameIsSaidOnPostgres() throws Exception {
    usePostgres();
    saysThatATableIsNew();
  }

  private void saysThatATableIsNew() throws Exception {
    String[] since = {"watermark", "updated_at", "watermarkParam", "updated_after"};
    assertComplete(run(api(), pull("items", since) + upsert("items", "id")));
    assertThat(notes()).isNull();

    String[] renamed = {api(), pull("items", since) + upsert("things", "id")};
    sandbox.shop().update("items", "7", item -> item.put("name", "new"));
    assertComplete(run(renamed));
    assertThat(count("things")).isLessThan(40);
    assertThat(notes()).contains("table things is new", "./caravan checkpoint reset items");

    assertComplete(run(renamed));
    assertThat(String.valueOf(notes())).doesNotContain("is new");
  }

  @Test
  void anotherTableForTheRestOfAScanIsSaidAndOneForAllOfItIsNot() throws Exception {
    run(api(), pull("items", "maxPages", "2") + upsert("items", "id"));
    assertComplete(run(api(), pull("items") + upsert("things", "id")));
    assertThat(notes()).contains("table things is new");

    assertComplete(run(api(), pull("items") + upsert("everything", "id")));
    assertThat(notes()).isNull();
    assertThat(count("everything")).isEqualTo(40);
  }

  private String notes() {
    return (String) lastRun("items").get("notes");
  }

  @Test
  void aScanOfEverythingMakesItAnew() throws Exception {
    String[] routes = {api(), pull("items") + upsert("items", "id")};
    assertComplete(run(routes));
    sql.execute("drop table items");

    assertComplete(run(routes));
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  void childrenFailToo() throws Exception {
    List<String> both = List.of("orders", "lines");
    run(both, api(), ChildrenTest.orders(), ChildrenTest.lines("maxPages", "6", "parallel", "2"));
    assertThat(count("lines")).isPositive();
    sql.execute("drop table lines");

    var outcomes = run(both, api(), ChildrenTest.orders(), ChildrenTest.lines("parallel", "2"));
    assertThat(assertFailed(outcomes.get(1))).contains("table lines is gone");

    new CheckpointChanges(database).reset("lines");
    run(both, api(), ChildrenTest.orders(), ChildrenTest.lines()).forEach(PullTest::assertComplete);
    assertThat(count("lines")).isEqualTo(sandbox.shop().expectedLines().size());
  }

  private void assertGone(String error) {
    assertThat(error).contains("table items is gone", "./caravan checkpoint reset items");
    assertThatThrownBy(() -> count("items")).isInstanceOf(DataAccessException.class);
  }
}
