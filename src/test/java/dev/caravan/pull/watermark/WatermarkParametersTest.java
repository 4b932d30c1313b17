package dev.caravan.pull.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WatermarkParametersTest {
  @Test
  void withoutAFieldThereIsNoWatermark() {
    assertThat(new WatermarkParameters().toWatermark()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(p -> p.setField("$["), "watermark '$['", "JSONPath"),
        mistake(p -> p.setFormat("isoo"), "watermarkFormat 'isoo'", "epoch-ms"),
        mistake(p -> p.setParamFormat("isoo"), "watermarkParamFormat 'isoo'", "epoch-ms"),
        mistake(p -> p.setParamFormat("number"), "watermarkParamFormat 'number'", "both"),
        mistake(p -> p.setZone("Zurich"), "watermarkZone 'Zurich'", "Europe/Zurich"),
        mistake(p -> p.setBoundary("open"), "watermarkBoundary 'open'", "inclusive"),
        mistake(p -> p.setLookback("soon"), "lookback 'soon'", "duration"),
        mistake(p -> p.setLookback("-1m"), "lookback '-1m'", "duration"),
        mistake(p -> p.setParam("header:"), "watermarkParam 'header:'", "header:NAME"),
        mistake(p -> p.setUntilParam("body:"), "untilParam 'body:'", "body:path"),
        mistake(p -> p.setInitial("yesterday"), "watermarkInitial 'yesterday'", "form"),
        mistake(
            p -> {
              p.setFormat("number");
              p.setLookback("1m");
            },
            "lookback '1m'",
            "whole number"),
        mistake(
            p -> {
              p.setFormat("number");
              p.setUntilParam("until");
            },
            "untilParam 'until'",
            "times"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aWrongValueIsNamedWithItsParameterAndTheRule(
      Consumer<WatermarkParameters> wrong, String[] said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(wrong).toWatermark())
        .satisfies(error -> assertThat(error.getMessage()).contains(said));
  }

  static Stream<Arguments> withoutAField() {
    return Stream.of(
        mistake(p -> p.setParam("since"), "watermarkParam 'since'"),
        mistake(p -> p.setParamFormat("epoch"), "watermarkParamFormat 'epoch'"),
        mistake(p -> p.setInitial("2025-01-01T00:00:00Z"), "watermarkInitial"),
        mistake(p -> p.setLookback("1m"), "lookback '1m'"),
        mistake(p -> p.setUntilParam("until"), "untilParam 'until'"),
        mistake(p -> p.setNewestFirst(true), "newestFirst"));
  }

  @ParameterizedTest
  @MethodSource("withoutAField")
  void whatOnlyAWatermarkUsesNeedsOne(Consumer<WatermarkParameters> wrong, String[] said) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                of(p -> {
                      p.setField("");
                      wrong.accept(p);
                    })
                    .toWatermark())
        .withMessageContaining("needs watermark")
        .satisfies(error -> assertThat(error.getMessage()).contains(said));
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2025-01-01T00:00:00Z",
    "iso, 2025-01-01",
    "epoch, 1735689600",
    "date, 2025-01-01",
    "number, 0"
  })
  void aBeginningIsOfTheFormThatTheApiWants(String format, String initial) {
    assertThatCode(
            () ->
                of(p -> {
                      p.setFormat(format);
                      p.setInitial(initial);
                    })
                    .toWatermark())
        .doesNotThrowAnyException();
  }

  @Test
  void aFieldMayBeANameOrAPath() {
    List<Map<String, Object>> rows =
        List.of(Map.of("a.b", "2025-01-01T00:00:00Z", "a", Map.of("b", "2025-02-01T00:00:00Z")));
    assertThat(of(p -> p.setField("a.b")).toWatermark().orElseThrow().newest(rows))
        .contains("2025-01-01T00:00:00Z");
    assertThat(of(p -> p.setField("$.a.b")).toWatermark().orElseThrow().newest(rows))
        .contains("2025-02-01T00:00:00Z");
  }

  private static WatermarkParameters of(Consumer<WatermarkParameters> more) {
    WatermarkParameters parameters = new WatermarkParameters();
    parameters.setField("updated_at");
    more.accept(parameters);
    return parameters;
  }

  private static Arguments mistake(Consumer<WatermarkParameters> wrong, String... said) {
    return Arguments.of(wrong, said);
  }
}
