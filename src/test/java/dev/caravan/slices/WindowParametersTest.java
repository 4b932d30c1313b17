package dev.caravan.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.pull.watermark.WatermarkParameters;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with slices, and what each mistake says. */
class WindowParametersTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private final WatermarkParameters since = new WatermarkParameters();
  private final WindowParameters slices = new WindowParameters();

  @BeforeEach
  void set() {
    since.setField("at");
    since.setParam("after");
    since.setUntilParam("before");
    since.setInitial("2020-01-01T00:00:00Z");
    slices.setSize("1d");
  }

  @Test
  void aWholeSetIsAccepted() {
    slices.setMax(1000);
    slices.setUntilBoundary("inclusive");
    Slices declared = declared(true).orElseThrow();
    assertThat(declared.parallel()).isEqualTo(4);
    assertThat(declared.most()).contains(1000L);
    assertThat(declared.inclusive()).isTrue();
    assertThat(declared.range()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    slices.setMax(1000);
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("slice needs total");
    since.setInitial("");
    assertThatThrownBy(() -> declared(true)).hasMessageContaining("slice needs watermarkInitial");
    since.setUntilParam("");
    assertThatThrownBy(() -> declared(true)).hasMessageContaining("slice needs untilParam");
    since.setParam("");
    assertThatThrownBy(() -> declared(true)).hasMessageContaining("slice needs watermarkParam");
    assertThatThrownBy(() -> slices.toSlices("orders", Optional.empty(), UTC, true))
        .hasMessageContaining("slice needs watermark");
  }

  @Test
  void whatMeansNothingWithoutSlicesIsRefused() {
    slices.setSize("");
    assertThat(declared(false)).isEmpty();
    slices.setUntilBoundary("inclusive");
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("untilBoundary needs slice");
    slices.setParallel(4);
    assertThat(slices.pagesAtOnce()).as("of a scan that is one").isEqualTo(4);
    slices.setMax(10);
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("sliceMax needs slice");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> slices.setParallel(21)).hasMessageContaining("1 to 20");
    assertThatThrownBy(() -> slices.setMax(0)).hasMessageContaining("sliceMax 0");
    since.setNewestFirst(true);
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("newestFirst");
  }

  @Test
  void aBackfillIsOfOneStreamAndHasASpan() {
    slices.setBackfillStream("orders");
    slices.setBackfillFrom("2020-01-01");
    slices.setBackfillTo("2021-01-01T00:00:00Z");
    assertThat(slices.isBackfillOf("customers")).isFalse();
    Slices.Range range = declared(false).flatMap(Slices::range).orElseThrow();
    assertThat(range.to() - range.from()).isEqualTo(366L * 86_400 * 1_000_000_000);
    slices.setBackfillTo("2020-01-01");
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("is not before --to");
    slices.setBackfillFrom("soon");
    assertThatThrownBy(() -> declared(false)).hasMessageContaining("--from 'soon'");
  }

  private Optional<Slices> declared(boolean total) {
    return slices.toSlices("orders", since.toWatermark(true), UTC, total);
  }
}
