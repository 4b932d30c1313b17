package dev.caravan.slices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.ScanStart;
import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WatermarkParameters;
import dev.caravan.pull.watermark.WindowMarks;
import dev.caravan.state.Walked;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No watermark passes what a window may have got since it was read. */
class AdvanceTest {
  private static final String BORDER = "2025-04-12T00:00:00Z";

  private final WatermarkParameters parameters = new WatermarkParameters();
  private Advance advance;

  AdvanceTest() {
    parameters.setField("at");
    parameters.setParam("after");
    parameters.setUntilParam("before");
    parameters.setInitial("2025-04-01T00:00:00Z");
  }

  @Test
  void aWindowThatWasOverWhenItWasReadHoldsNothingBack() {
    begin();
    read("2025-04-11T00:00:00Z", BORDER, BORDER, "2025-04-11T07:00:00Z");
    assertThat(advance.latest()).isEmpty();
    assertThat(advance.upTo(ticks(BORDER), Optional.empty())).contains(BORDER);
  }

  @Test
  void aWindowThatWasReadBeforeItsEndByTheClockOfTheServerDoes() {
    begin();
    String early = "2025-04-11T23:50:00Z";
    read("2025-04-11T00:00:00Z", BORDER, early, "2025-04-11T07:00:00Z");
    assertThat(advance.upTo(ticks(BORDER), Optional.empty())).contains(early);
    read(BORDER, null, "2025-04-12T00:10:00Z", "2025-04-12T00:09:00Z");
    assertThat(advance.toTheEnd(ticks(BORDER), Optional.empty())).contains(early);
  }

  @Test
  void soDoesOneThatEndedWithinTheLookBack() {
    parameters.setLookback("1h");
    begin();
    String soon = "2025-04-12T00:59:00Z";
    read("2025-04-11T00:00:00Z", BORDER, soon, "2025-04-11T07:00:00Z");
    read(BORDER, null, "2025-04-12T05:00:00Z", "2025-04-12T04:59:00Z");
    assertThat(advance.toTheEnd(ticks(BORDER), Optional.empty())).contains(soon);
  }

  @Test
  void whenAllAreCompleteItIsTheNewestMarkOrTheBeginningOfTheLastWindow() {
    begin();
    read(BORDER, null, "2025-04-12T05:00:00Z", "2025-04-12T04:59:00Z");
    assertThat(advance.toTheEnd(ticks(BORDER), Optional.empty())).contains("2025-04-12T04:59:00Z");
    begin();
    read(BORDER, null, "2025-04-12T05:00:00Z", null);
    assertThat(advance.toTheEnd(ticks(BORDER), Optional.empty())).contains(BORDER);
    begin();
    read(BORDER, null, "2025-04-12T05:00:00Z", "2099-01-01T00:00:00Z");
    assertThat(advance.toTheEnd(ticks(BORDER), Optional.empty())).contains("2025-04-12T05:00:00Z");
  }

  @Test
  void itNeverGoesBack() {
    begin();
    Optional<String> before = Optional.of("2025-04-13T00:00:00Z");
    assertThat(advance.upTo(ticks(BORDER), before)).isEqualTo(before);
    read(BORDER, null, "2025-04-12T05:00:00Z", "2025-04-12T04:59:00Z");
    assertThat(advance.toTheEnd(ticks(BORDER), before)).isEqualTo(before);
  }

  private void begin() {
    Watermark watermark = parameters.toWatermark(true).orElseThrow();
    advance = new Advance(watermark, "2025-04-01T00:00:00Z", Optional.empty(), Optional.empty());
  }

  private void read(String low, String high, String began, String newest) {
    Window window = new Window(ticks(low), high == null ? Span.OPEN : ticks(high));
    OpenParent scan =
        window
            .begin(new WindowMarks(advance.watermark()), Instant.EPOCH)
            .at(
                ScanStart.ours(Instant.parse(began)),
                Optional.empty(),
                Optional.ofNullable(newest),
                Walked.NOTHING);
    advance = advance.past(window, scan);
  }

  private static long ticks(String time) {
    return Instant.parse(time).getEpochSecond() * 1_000_000_000;
  }
}
