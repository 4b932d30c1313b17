package dev.caravan.pull.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.caravan.api.request.Target;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatermarkTest {
  private static final Instant STARTED = Instant.parse("2025-04-12T10:00:00.700Z");
  private static final String MARK = "2025-04-12T09:33:00.060Z";

  @ParameterizedTest
  @CsvSource({
    "iso, 1m, inclusive, 2025-04-12T09:33:00.060Z, 2025-04-12T09:32:00.060Z",
    "iso, '', inclusive, 2025-04-12T09:33:00.060Z, 2025-04-12T09:33:00.060Z",
    "iso, '', exclusive, 2025-04-12T09:33:00.060Z, 2025-04-12T09:33:00.059Z",
    "iso, '', exclusive, 2025-04-12T09:33:00Z, 2025-04-12T09:32:59Z",
    "iso, 1m, exclusive, 2025-04-12T09:33:00Z, 2025-04-12T09:31:59Z",
    "iso, 1h, inclusive, 2025-04-12T01:33:00+02:00, 2025-04-12T00:33:00+02:00",
    "iso, 500ms, inclusive, 2025-04-12T09:33:00Z, 2025-04-12T09:32:59Z",
    "epoch, 1m, inclusive, 1744450380, 1744450320",
    "epoch, '', exclusive, 1744450380, 1744450379",
    "epoch-ms, 1s, exclusive, 1744450380063, 1744450379062",
    "date, 1m, inclusive, 2025-04-12, 2025-04-11",
    "date, '', exclusive, 2025-04-12, 2025-04-11",
    "number, 5, inclusive, 100, 95",
    "number, '', exclusive, 100, 99",
    "number, '', inclusive, 100, 100"
  })
  void theNextScanBeginsBeforeTheWatermarkInTheApisForm(
      String format, String lookback, String boundary, String mark, String from) {
    Watermark watermark =
        watermark(
            p -> {
              p.setFormat(format);
              p.setLookback(lookback);
              p.setBoundary(boundary);
            });
    assertThat(query(watermark, mark)).isEqualTo("since=" + encoded(from));
  }

  @ParameterizedTest
  @CsvSource({
    "iso, epoch, inclusive, 2025-04-12T09:33:00.060Z, 1744450380",
    "iso, epoch, exclusive, 2025-04-12T09:33:00.060Z, 1744450379",
    "iso, epoch-ms, inclusive, 2025-04-12T11:33:00.060+02:00, 1744450380060",
    "iso, date, inclusive, 2025-04-12T09:33:00Z, 2025-04-12",
    "epoch-ms, iso, inclusive, 1744450380063, 2025-04-12T09:33:00Z",
    "epoch, dd/MM/uuuu HH:mm, inclusive, 1744450380, 12/04/2025 09:33"
  })
  void theFilterMayWantAnotherFormThanTheRecordsHave(
      String format, String asked, String boundary, String mark, String from) {
    Watermark watermark =
        watermark(
            p -> {
              p.setFormat(format);
              p.setParamFormat(asked);
              p.setBoundary(boundary);
            });
    assertThat(query(watermark, mark)).isEqualTo("since=" + encoded(from));
  }

  @Test
  void theFirstScanBeginsWhereItIsToldOrAtTheBeginning() {
    Watermark told =
        watermark(
            p -> {
              p.setInitial("2025-01-01T00:00:00Z");
              p.setLookback("1m");
            });
    assertThat(query(told, null)).isEqualTo("since=" + encoded("2025-01-01T00:00:00Z"));
    assertThat(query(watermark(p -> {}), null)).isEmpty();
  }

  @Test
  void withoutAParameterTheApiIsAskedForEverything() {
    assertThat(query(watermark(p -> p.setParam("")), MARK)).isEmpty();
  }

  @Test
  void anUpperBoundIsTheStartOfTheScanInTheFormOfTheWatermark() {
    Watermark until = watermark(p -> p.setUntilParam("until"));
    assertThat(query(until, MARK))
        .isEqualTo("since=" + encoded(MARK) + "&until=" + encoded("2025-04-12T10:00:00.700Z"));
    assertThat(query(until, null)).isEqualTo("until=" + encoded("2025-04-12T10:00:00Z"));
    Watermark epoch =
        watermark(
            p -> {
              p.setUntilParam("header:X-Until");
              p.setParamFormat("epoch");
            });
    assertThat(bound(epoch, MARK).headers()).isEqualTo(Map.of("X-Until", "1744452000"));
  }

  @Test
  void theNewestIsTheLatestInstantInWhateverOrder() {
    assertThat(
            watermark(p -> {})
                .newest(
                    rows(
                        "2025-04-12T09:33:00.060Z",
                        "2025-04-12T11:33:00.063+02:00",
                        "2025-04-12T09:33:00Z")))
        .contains("2025-04-12T11:33:00.063+02:00");
  }

  @Test
  void theNewestOfNumericTextsIsTheLargestNumber() {
    Watermark ids = watermark(p -> p.setFormat("number"));
    assertThat(ids.newest(rows("9", "10", "8"))).contains("10");
    assertThat(ids.newer(Optional.of("10"), Optional.of("9"))).contains("10");
    assertThat(ids.advance(Optional.of("10"), Optional.of("9"), STARTED)).contains("10");
    assertThat(ids.advance(Optional.of("10"), Optional.of("11"), STARTED)).contains("11");
    assertThat(ids.instant("10")).isEmpty();
  }

  @Test
  void recordsWithoutAMarkSayNothing() {
    Watermark watermark = watermark(p -> {});
    List<Object> rows = Arrays.asList(row(null), Map.of("id", 1), null, 7, List.of(), row(""));
    assertThat(watermark.newest(rows)).isEmpty();
    assertThat(watermark.advance(Optional.of(MARK), watermark.newest(rows), STARTED))
        .contains(MARK);
    assertThat(watermark.newest(Arrays.asList(row(null), row(MARK)))).contains(MARK);
  }

  @Test
  void aFirstPageMayLackMarksWhenTheFieldIsThereOrKnown() {
    Watermark watermark = watermark(p -> {});
    watermark.requireIn(Arrays.asList(row(null), Map.of("id", 1), null, 7), Optional.empty());
    watermark.requireIn(List.of(Map.of("id", 1)), Optional.of(MARK));
    watermark.requireIn(List.of(row("soon"), row(MARK)), Optional.empty());
    watermark.requireIn(List.of(), Optional.empty());
  }

  @Test
  void aFirstPageThatShowsAWrongFieldOrFormIsRefused() {
    Watermark watermark = watermark(p -> {});
    assertThatIllegalStateException()
        .isThrownBy(
            () -> watermark.requireIn(Arrays.asList(Map.of("id", 1), null, 7), Optional.empty()))
        .withMessageContaining("updated_at")
        .withMessageContaining("set watermark");
    assertThatIllegalStateException()
        .isThrownBy(() -> watermark.requireIn(List.of(row("soon")), Optional.of(MARK)))
        .withMessageContaining("updated_at")
        .withMessageContaining("'soon'")
        .withMessageContaining("set watermarkFormat");
  }

  @Test
  void noRowsLeaveTheWatermarkWhereItWas() {
    Watermark watermark = watermark(p -> {});
    assertThat(watermark.advance(Optional.of(MARK), Optional.empty(), STARTED)).contains(MARK);
    assertThat(watermark.advance(Optional.empty(), Optional.empty(), STARTED)).isEmpty();
  }

  @Test
  void theWatermarkNeverGoesBack() {
    assertThat(
            watermark(p -> {})
                .advance(Optional.of(MARK), Optional.of("2025-04-12T09:00:00Z"), STARTED))
        .contains(MARK);
  }

  @ParameterizedTest
  @CsvSource({
    "2099-01-01T00:00:00.000Z, 2025-04-12T10:00:00.700Z",
    "2099-01-01T00:00:00Z, 2025-04-12T10:00:00Z",
    "2099-01-01T02:00:00+02:00, 2025-04-12T12:00:00+02:00",
    "2025-04-12T10:00:00.699Z, 2025-04-12T10:00:00.699Z",
    "2025-04-12T10:00:00.700Z, 2025-04-12T10:00:00.700Z"
  })
  void theWatermarkNeverPassesTheStartOfTheScan(String seen, String kept) {
    assertThat(watermark(p -> {}).advance(Optional.of(MARK), Optional.of(seen), STARTED))
        .contains(kept);
  }

  @Test
  void whereTheNewestComesFirstAScanMayStopAtAPageThatIsWhollyOld() {
    Watermark watermark =
        watermark(
            p -> {
              p.setNewestFirst(true);
              p.setLookback("1m");
            });
    Optional<String> mark = Optional.of("2025-04-12T09:33:00Z");
    List<Object> old = rows("2025-04-12T09:31:59Z", "2025-04-12T09:30:00Z");
    assertThat(watermark.isOlderThanAllNew(old, mark)).isTrue();
    assertThat(watermark.isOlderThanAllNew(rows("2025-04-12T09:32:00Z"), mark)).isFalse();
    assertThat(
            watermark.isOlderThanAllNew(rows("2025-04-12T09:32:00Z", "2025-04-12T09:30:00Z"), mark))
        .isFalse();
    assertThat(watermark.isOlderThanAllNew(old, Optional.empty())).as("first scan").isFalse();
    assertThat(watermark.isOlderThanAllNew(List.of(), mark)).as("empty page").isFalse();
    assertThat(watermark.isOlderThanAllNew(List.of(Map.of("id", 1)), mark)).as("none").isFalse();
    assertThat(watermark(p -> p.setLookback("1m")).isOlderThanAllNew(old, mark)).isFalse();
  }

  @Test
  void theFirstScanMayStopAtWhatIsOlderThanItsBeginning() {
    Watermark watermark =
        watermark(
            p -> {
              p.setNewestFirst(true);
              p.setInitial("2025-01-01T00:00:00Z");
            });
    assertThat(watermark.isOlderThanAllNew(rows("2024-12-31T23:59:59Z"), Optional.empty()))
        .isTrue();
    assertThat(watermark.isOlderThanAllNew(rows("2025-01-01T00:00:00Z"), Optional.empty()))
        .isFalse();
  }

  private static Target bound(Watermark watermark, String mark) {
    Target base =
        new Target("GET", URI.create("http://api.example/orders"), Map.of(), Optional.empty());
    return watermark.bound(base, Optional.ofNullable(mark), STARTED);
  }

  private static String query(Watermark watermark, String mark) {
    return Optional.ofNullable(bound(watermark, mark).url().getRawQuery()).orElse("");
  }

  private static String encoded(String text) {
    return text.replace(":", "%3A").replace("+", "%2B").replace("/", "%2F").replace(" ", "%20");
  }

  private static List<Object> rows(String... marks) {
    return Arrays.stream(marks).map(WatermarkTest::row).toList();
  }

  private static Object row(String mark) {
    Map<String, Object> row = new HashMap<>();
    row.put("updated_at", mark);
    return row;
  }

  private static Watermark watermark(Consumer<WatermarkParameters> more) {
    WatermarkParameters parameters = new WatermarkParameters();
    parameters.setField("updated_at");
    parameters.setParam("since");
    more.accept(parameters);
    return parameters.toWatermark().orElseThrow();
  }
}
