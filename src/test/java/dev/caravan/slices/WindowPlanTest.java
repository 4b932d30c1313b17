package dev.caravan.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WatermarkParameters;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a span is cut into windows, and a window into halves. */
class WindowPlanTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");
  private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");

  private final WatermarkParameters parameters = new WatermarkParameters();
  private ZoneId zone = ZoneId.of("UTC");
  private boolean inclusive;

  WindowPlanTest() {
    parameters.setField("at");
    parameters.setParam("after");
    parameters.setUntilParam("before");
  }

  @Test
  void bordersAreMidnightsAndTheLastWindowHasNoEnd() {
    WindowPlan plan = plan("1d", "2025-04-10T12:00:00Z");
    assertThat(shown(plan, "2025-04-10T12:00:00Z"))
        .containsExactly(
            "2025-04-10T12:00:00Z to 2025-04-11T00:00:00Z",
            "2025-04-11T00:00:00Z to 2025-04-12T00:00:00Z",
            "2025-04-12T00:00:00Z on");
  }

  @Test
  void noBorderLiesInTheLastFiveMinutesNorInTheLookBack() {
    assertThat(shown(plan("1m", "2025-04-12T09:26:30Z"), "2025-04-12T09:26:30Z"))
        .endsWith("2025-04-12T09:28:00Z on");
    parameters.setLookback("1h");
    assertThat(shown(plan("1m", "2025-04-12T08:31:30Z"), "2025-04-12T08:31:30Z"))
        .endsWith("2025-04-12T08:33:00Z on");
  }

  @Test
  void daysAndMonthsAreThoseOfTheZone() {
    zone = ZURICH;
    parameters.setZone("Europe/Zurich");
    WindowPlan plan = plan("1d", "2025-03-29T00:00:00+01:00");
    List<Window> windows =
        plan.upTo(ticks("2025-03-28T23:00:00Z"), ticks("2025-04-01T00:00:00Z"), Span.OPEN);
    assertThat(windows.stream().limit(3).map(each -> hours(each))).containsExactly(24L, 23L, 24L);
    assertThat(
            plan("month", "2025-01-01T00:00:00+01:00")
                .upTo(ticks("2024-12-31T23:00:00Z"), ticks("2025-04-01T00:00:00Z"), Span.OPEN)
                .stream()
                .map(each -> Instant.ofEpochSecond(each.low() / 1_000_000_000)))
        .containsExactly(
            Instant.parse("2024-12-31T23:00:00Z"),
            Instant.parse("2025-01-31T23:00:00Z"),
            Instant.parse("2025-02-28T23:00:00Z"),
            Instant.parse("2025-03-31T22:00:00Z"));
  }

  @Test
  void anHourThatComesTwiceIsOneWindowWhereNothingTellsThemApart() {
    zone = ZURICH;
    parameters.setZone("Europe/Zurich");
    parameters.setParamFormat("uuuu-MM-dd HH:mm");
    WindowPlan plan = plan("1h", "2024-10-26 23:00");
    List<Window> windows =
        plan.upTo(ticks("2024-10-26T22:00:00Z"), ticks("2024-10-27T03:00:00Z"), Span.OPEN);
    assertThat(windows.stream().limit(3).map(each -> hours(each))).containsExactly(1L, 1L, 2L);
    for (int i = 1; i < windows.size(); i++) {
      assertThat(windows.get(i).low()).isEqualTo(windows.get(i - 1).high());
      assertThat(windows.get(i).high()).isGreaterThan(windows.get(i).low());
    }
  }

  @Test
  void aFilterOfDaysHasNoShorterWindows() {
    parameters.setParamFormat("date");
    assertThat(shown(plan("1h", "2025-04-10"), "2025-04-10T00:00:00Z")).hasSize(3);
  }

  @Test
  void tooManyWindowsAreRefused() {
    WindowPlan plan = plan("1s", "2020-01-01T00:00:00Z");
    assertThatThrownBy(() -> plan.untilNow(ticks("2020-01-01T00:00:00Z"), NOW))
        .hasMessageContaining("take a larger one");
  }

  @Test
  void halvesMeetAndEndAtWhatTheFilterTellsApart() {
    WindowPlan plan = plan("1d", "2025-04-10T00:00:00Z");
    Window three = window("2025-04-10T00:00:00Z", "2025-04-10T00:00:03Z");
    assertThat(plan.halves(three, 0, plan.like()))
        .containsExactly(
            window("2025-04-10T00:00:00Z", "2025-04-10T00:00:01Z"),
            window("2025-04-10T00:00:01Z", "2025-04-10T00:00:03Z"));
    Window second = window("2025-04-10T00:00:00Z", "2025-04-10T00:00:01Z");
    assertThat(plan.halves(second, 0, plan.like())).isEmpty();
    assertThat(plan.halves(second, 0, "2025-04-10T00:00:00.123Z"))
        .containsExactly(
            window("2025-04-10T00:00:00Z", "2025-04-10T00:00:00.500Z"),
            window("2025-04-10T00:00:00.500Z", "2025-04-10T00:00:01Z"));
  }

  @Test
  void theHalvesOfAWindowWithoutAnEndMeetBeforeNow() {
    WindowPlan plan = plan("1d", "2025-04-10T00:00:00Z");
    Window open = new Window(ticks("2025-04-12T09:00:00Z"), Span.OPEN);
    assertThat(plan.halves(open, ticks("2025-04-12T09:30:00Z"), plan.like()))
        .containsExactly(
            window("2025-04-12T09:00:00Z", "2025-04-12T09:15:00Z"),
            new Window(ticks("2025-04-12T09:15:00Z"), Span.OPEN));
    assertThat(plan.halves(open, ticks("2025-04-12T09:00:00Z"), plan.like())).isEmpty();
  }

  @Test
  void oneMarkAloneIsAskedForOnlyWhereNothingLiesBesideIt() {
    inclusive = true;
    Window second = window("2025-04-10T00:00:00Z", "2025-04-10T00:00:01Z");
    assertThat(plan("1d", "2025-04-10T00:00:00Z").halves(second, 0, "")).isEmpty();
    parameters.setFormat("epoch");
    assertThat(plan("1d", "0").halves(second, 0, ""))
        .containsExactly(new Window(second.low(), second.low()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0d", "1", "1.5h", "999ms", "year", "-1d", "99999d", ""})
  void whatIsNoLengthIsRefused(String slice) {
    assertThatThrownBy(() -> WindowLength.parse(slice, true, zone)).hasMessageContaining("slice '");
  }

  @ParameterizedTest
  @CsvSource({"100, 0, 100", "100, 99, 100", "100, 100, 200", "100, -1, 0"})
  void numbersHaveBordersAtMultiples(String slice, long mark, long next) {
    assertThat(WindowLength.parse(slice, false, zone).after(mark)).isEqualTo(next);
  }

  private WindowPlan plan(String slice, String initial) {
    parameters.setInitial(initial);
    Watermark watermark = parameters.toWatermark(true).orElseThrow();
    WindowMarks marks = new WindowMarks(watermark);
    return new WindowPlan(
        new Slices(
            WindowLength.parse(slice, true, zone),
            Optional.empty(),
            4,
            inclusive,
            Optional.empty()),
        marks,
        marks.like(Optional.empty()));
  }

  private List<String> shown(WindowPlan plan, String from) {
    return plan.untilNow(ticks(from), NOW).stream().map(each -> each.shown(plan.marks())).toList();
  }

  private static Window window(String from, String to) {
    return new Window(ticks(from), ticks(to));
  }

  private static long hours(Window window) {
    return Duration.ofNanos(window.high() - window.low()).toHours();
  }

  private static long ticks(String time) {
    Instant at = Instant.parse(time);
    return at.getEpochSecond() * 1_000_000_000 + at.getNano();
  }
}
