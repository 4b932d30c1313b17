package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter that does not do what it was asked to is said. Forty items on four pages of ten. */
@Timeout(30)
class FilterTrapsTest extends PullTest {
  private static final String INCLUSIVE = "/cursor;bounds=inclusive/items?limit=10";
  private static final String EXCLUSIVE = "/cursor/items?limit=10";

  @ParameterizedTest
  @CsvSource({"modified_since", "updated_before"})
  void aFilterThatIsIgnoredOrTurnedRoundIsSaidOnceWithAnExample(String parameter) throws Exception {
    assertComplete(run(api(), incremental(INCLUSIVE, "watermarkParam", parameter)));
    assertThat(notes()).isNull();
    String watermark = checkpoint("items").watermark().orElseThrow();

    assertComplete(run(api(), incremental(INCLUSIVE, "watermarkParam", parameter)));

    assertThat(notes())
        .containsOnlyOnce("asked for what is new since " + watermark + " by " + parameter)
        .contains("sent a record of 2025-")
        .contains("upper bound");
  }

  @Test
  void aFilterThatWorksIsNothingToSpeakOf() throws Exception {
    assertComplete(run(api(), incremental(INCLUSIVE)));
    assertComplete(run(api(), incremental(INCLUSIVE, "lookback", "1h")));
    assertThat(lastRun("items").get("fetched")).isNotEqualTo(40L);
    assertThat(notes()).isNull();
  }

  @Test
  void anExclusiveFilterThatIsTakenForAnInclusiveOneIsSaidWhenNothingComes() throws Exception {
    assertComplete(run(api(), incremental(EXCLUSIVE)));
    assertComplete(run(api(), incremental(EXCLUSIVE)));
    assertThat(lastRun("items")).containsEntry("fetched", 0L);
    assertThat(notes())
        .contains("not even the record with the watermark")
        .contains("watermarkBoundary: exclusive");

    assertComplete(run(api(), incremental(EXCLUSIVE, "watermarkBoundary", "exclusive")));
    assertThat(lastRun("items")).containsEntry("fetched", 1L);
    assertThat(notes()).isNull();
  }

  @Test
  void anExclusiveFilterThatIsTooCoarseIsSaidWhenNothingComes() throws Exception {
    String[] minutes = {"watermarkBoundary", "exclusive", "watermarkParam", "coarse"};
    assertComplete(run(api(), incremental(EXCLUSIVE, minutes)));
    sandbox.faults().on("items").emptyPage();

    assertComplete(run(api(), incremental(EXCLUSIVE, minutes)));

    assertThat(notes()).contains("set lookback, or a watermarkParamFormat");
  }

  @Test
  void aPatternWithoutSecondsStepsBackAWholeMinute() throws Exception {
    String[] minutes = {
      "watermarkBoundary", "exclusive", "watermarkParamFormat", "uuuu-MM-dd'T'HH:mm'Z'"
    };
    assertComplete(run(api(), incremental(EXCLUSIVE, minutes)));
    Instant newest = Instant.parse(checkpoint("items").watermark().orElseThrow());
    sandbox.traffic().clear();

    assertComplete(run(api(), incremental(EXCLUSIVE, minutes)));

    assertThat(sandbox.traffic().requests("items").get(0).query().replace("%3A", ":"))
        .contains("updated_after=" + newest.minusSeconds(60).toString().substring(0, 16) + "Z");
    assertThat(notes()).isNull();
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }

  private static String incremental(String path, String... more) {
    String[] all = new String[more.length + 6];
    System.arraycopy(
        new String[] {"path", path, "watermark", "updated_at", "watermarkParam", "updated_after"},
        0,
        all,
        0,
        6);
    System.arraycopy(more, 0, all, 6, more.length);
    return items(all);
  }
}
