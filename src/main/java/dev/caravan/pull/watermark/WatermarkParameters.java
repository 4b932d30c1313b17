package dev.caravan.pull.watermark;

import dev.caravan.config.time.Durations;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Placement;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of the {@code caravan-pull} kamelet about watermarks. */
public final class WatermarkParameters {
  private String field = "";
  private String format = "iso";
  private String zone = "UTC";
  private String param = "";
  private String paramFormat = "";
  private String untilParam = "";
  private String lookback = "";
  private String boundary = "inclusive";
  private String initial = "";
  private boolean newestFirst;

  public void setField(String field) {
    this.field = field;
  }

  public void setFormat(String format) {
    this.format = format;
  }

  public void setZone(String zone) {
    this.zone = zone;
  }

  public void setParam(String param) {
    this.param = param;
  }

  public void setParamFormat(String paramFormat) {
    this.paramFormat = paramFormat;
  }

  public void setUntilParam(String untilParam) {
    this.untilParam = untilParam;
  }

  public void setLookback(String lookback) {
    this.lookback = lookback;
  }

  public void setBoundary(String boundary) {
    this.boundary = boundary;
  }

  public void setInitial(String initial) {
    this.initial = initial;
  }

  public void setNewestFirst(boolean newestFirst) {
    this.newestFirst = newestFirst;
  }

  /**
   * The watermark; empty when no field is named.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the rule
   */
  public Optional<Watermark> toWatermark() {
    return toWatermark(false);
  }

  /**
   * The same.
   *
   * @param sliced whether an upper bound is that of a window, so that it may be a number
   */
  public Optional<Watermark> toWatermark(boolean sliced) {
    if (field.isEmpty()) {
      requireNothingElse();
      return Optional.empty();
    }
    MarkFormat own = MarkFormat.parse("watermarkFormat", format, zone());
    MarkFormat asked =
        paramFormat.isEmpty() ? own : MarkFormat.parse("watermarkParamFormat", paramFormat, zone());
    requireTogether(own, asked, sliced);
    return Optional.of(
        new Watermark(
            JsonPathTo.field("watermark", field),
            own,
            placement("watermarkParam", param),
            asked,
            placement("untilParam", untilParam),
            lookback(own),
            boundary.equals("exclusive"),
            Optional.of(initial).filter(text -> !text.isEmpty()),
            newestFirst));
  }

  private void requireNothingElse() {
    Map.of(
            "watermarkParam", param,
            "watermarkParamFormat", paramFormat,
            "watermarkInitial", initial,
            "lookback", lookback,
            "untilParam", untilParam,
            "newestFirst", newestFirst ? "true" : "")
        .forEach(
            (name, text) ->
                require(text.isEmpty(), name, text, "needs watermark, which is not set"));
  }

  private void requireTogether(MarkFormat own, MarkFormat asked, boolean sliced) {
    require(
        List.of("inclusive", "exclusive").contains(boundary),
        "watermarkBoundary",
        boundary,
        "is neither inclusive nor exclusive");
    require(
        own.isTime() == asked.isTime(),
        "watermarkParamFormat",
        paramFormat,
        "and watermarkFormat are not both times or both numbers");
    require(
        untilParam.isEmpty() || own.isTime() || sliced,
        "untilParam",
        untilParam,
        "needs times, not numbers, unless slice is set");
    require(
        initial.isEmpty()
            || asked.read(initial).or(() -> asked.read(initial + "T00:00")).isPresent(),
        "watermarkInitial",
        initial,
        "is not of the form that watermarkFormat or watermarkParamFormat says");
  }

  private static void require(boolean holds, String name, String text, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " '" + text + "' " + rule);
    }
  }

  /** Of marks that name none. */
  public ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "watermarkZone '" + zone + "' is not a zone such as UTC or Europe/Zurich", e);
    }
  }

  private BigDecimal lookback(MarkFormat own) {
    if (lookback.isEmpty()) {
      return BigDecimal.ZERO;
    }
    if (own.isTime()) {
      return BigDecimal.valueOf(Durations.parse("lookback", lookback).toMillis(), 3);
    }
    if (lookback.matches("\\d{1,18}")) {
      return new BigDecimal(lookback);
    }
    throw new IllegalArgumentException(
        "lookback '" + lookback + "' is not a whole number, as it is for numeric watermarks");
  }

  private static Optional<Placement> placement(String parameter, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Placement.parse(parameter, text));
  }
}
