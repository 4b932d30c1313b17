package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interrupted scan goes on only on the way that it began on. 40 items on four pages of ten. */
@Timeout(30)
class ChangedWayTest extends PullTest {
  private static final String[] OFFSET = {
    "path",
    "/offset/items?limit=10",
    "records",
    "$.records",
    "pagination",
    "offset",
    "total",
    "$.total"
  };

  @ParameterizedTest
  @CsvSource({
    "path, /offset;stamps/items?limit=10",
    "records, '$.records[?(@.id > 0)]'",
    "overlap, 2",
    "pageSize, 10",
    "watermark, updated_at",
  })
  void aScanUnderAChangedWayBeginsAnewAndSaysSo(String parameter, String value) throws Exception {
    assertThat(run(api(), items(with(OFFSET, "maxPages", "2"))).state()).isEqualTo(RunState.PAUSED);
    sandbox.traffic().clear();

    assertComplete(run(api(), items(with(OFFSET, parameter, value))));

    assertThat(sandbox.traffic().requests("items").get(0).query()).contains("offset=0");
    assertThat(notes()).contains("the scan begins anew");
  }

  @Test
  void whatDoesNotChangeTheWayLetsItGoOn() throws Exception {
    assertThat(run(api(), items(with(OFFSET, "maxPages", "2"))).state()).isEqualTo(RunState.PAUSED);
    sandbox.traffic().clear();

    assertComplete(run(api("quota", "1000/s"), items(with(OFFSET, "every", "5m"))));

    assertThat(sandbox.traffic().requests("items"))
        .as("two pages that were left, and the look behind the last")
        .hasSize(3);
    assertThat(notes()).isNull();
    assertItemsComplete();
  }

  @Test
  void theWayStandsInTheCheckpointAsAPrintOnly() throws Exception {
    run(
        api(),
        items(with(OFFSET, "path", "RAW(/offset/items?limit=10&key=hush-hush)", "maxPages", "2")));
    assertThat(checkpoint("items").scan().orElseThrow().terms().orElseThrow().way()).hasSize(12);
    assertThat(
            sql.queryForObject(
                "select cast(state as varchar(9999)) from caravan_checkpoint", String.class))
        .doesNotContain("hush-hush");
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }

  private static String[] with(String[] own, String... more) {
    String[] all = java.util.Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return all;
  }
}
