package dev.caravan.pull.watermark;

import dev.caravan.api.request.Target;
import dev.caravan.response.Placement;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a watermark is to a stream that is read in windows: marks as ticks, of which a window has a
 * first and a last one, and the request for one window. Immutable.
 */
public final class WindowMarks {
  private static final int NANO_DIGITS = 9;

  private final Watermark watermark;
  private final MarkFormat own;
  private final MarkFormat asked;

  public WindowMarks(Watermark watermark) {
    this.watermark = watermark;
    this.own = watermark.format();
    this.asked = watermark.parameterFormat();
  }

  /** Whether one bound would take the place of the other. */
  public boolean haveBoundsOnePlace() {
    return place(watermark.parameter().orElseThrow())
        .equals(place(watermark.until().orElseThrow()));
  }

  private static Placement place(Placement bound) {
    return bound instanceof Placement.Within within ? place(within.place()) : bound;
  }

  /** Whether marks are times. */
  public boolean isTime() {
    return own.isTime();
  }

  /** Whether the API takes its filter in the form of the marks, and nothing lies between two. */
  public boolean areWhole() {
    return asked.equals(own) && own.isWhole();
  }

  /**
   * The ticks of what a person wrote, as {@code watermarkInitial} is written, or as an ISO date.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public long written(String name, String text) {
    Optional<BigDecimal> number = asked.read(text).or(() -> asked.read(text + "T00:00"));
    if (number.isEmpty() && isTime()) {
      MarkFormat iso = MarkFormat.parse(name, "iso", ZoneOffset.UTC);
      number = iso.read(text).or(() -> iso.read(text + "T00:00"));
    }
    return ticks(
        number.orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " '"
                        + text
                        + "' is not of the form that watermarkFormat or watermarkParamFormat says"
                        + (isTime() ? ", nor an ISO time such as 2020-01-01" : ""))));
  }

  /** Where a scan begins after a watermark, or without one. */
  public long begin(Optional<String> mark) {
    return mark.map(text -> ticks(watermark.number(text).subtract(watermark.lookback())))
        .orElseGet(() -> written("watermarkInitial", watermark.initial().orElseThrow()));
  }

  /** The ticks of a mark that a record has. */
  public long ticks(String mark) {
    return ticks(watermark.number(mark));
  }

  /** The ticks of an instant. */
  public long ticks(Instant instant) {
    return ticks(MarkFormat.seconds(instant));
  }

  /** How far the next scan looks back. */
  public long lookback() {
    return ticks(watermark.lookback());
  }

  private long ticks(BigDecimal number) {
    BigDecimal scaled = number.movePointRight(isTime() ? NANO_DIGITS : 0);
    try {
      return scaled.setScale(0, RoundingMode.FLOOR).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalStateException(
          "the mark " + number.toPlainString() + " is too large for slices; leave slice out", e);
    }
  }

  private BigDecimal number(long ticks) {
    return BigDecimal.valueOf(ticks, isTime() ? NANO_DIGITS : 0);
  }

  /** How the API writes marks, as far as a watermark or {@code watermarkInitial} shows it. */
  public String like(Optional<String> mark) {
    return asked.equals(own)
        ? mark.or(() -> watermark.initial().filter(text -> text.length() > 10 || !isTime()))
            .orElse("")
        : "";
  }

  /** The mark of a record of a page that has the most digits, or a text like it is known. */
  public String finest(List<?> records, String like) {
    String finest = like;
    if (asked.equals(own)) {
      for (Object record : records) {
        String mark = watermark.newest(Collections.singletonList(record)).orElse(like);
        if (asked.unit(mark).compareTo(asked.unit(finest)) < 0) {
          finest = mark;
        }
      }
    }
    return finest;
  }

  /** A border as the API's filter can hold it: itself, or the latest one before it. */
  public long held(long border, String like) {
    String text = asked.write(number(border), like);
    return ticks(
        asked
            .read(text)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "watermarkParamFormat writes '"
                            + text
                            + "', which is no time of its own")));
  }

  /** Some ticks as a record would have them. */
  public String mark(long ticks, String like) {
    return own.write(number(ticks), asked.equals(own) ? like : "");
  }

  /** For people. */
  public String shown(long ticks) {
    return isTime() ? MarkFormat.instant(number(ticks)).toString() : String.valueOf(ticks);
  }

  /** The request with the bounds of a window. */
  public Target bound(Target base, Span span) {
    String exact = asked.exact(number(span.from()), span.like());
    BigDecimal edge = watermark.exclusive() ? asked.unit(exact) : BigDecimal.ZERO;
    String from =
        edge.signum() == 0 ? exact : asked.exact(number(span.from()).subtract(edge), span.like());
    Placement lower = watermark.parameter().orElseThrow();
    Target target = lower.put(base, from);
    return span.isOpen()
        ? target
        : watermark
            .until()
            .orElseThrow()
            .put(target, asked.exact(number(span.until()), span.like()));
  }

  /**
   * A record that is clearly not of a window; empty where all may be.
   *
   * @return its mark
   */
  public Optional<String> outside(Object record, Span span) {
    return watermark
        .newest(Collections.singletonList(record))
        .filter(mark -> isOutside(watermark.number(mark), span));
  }

  /** An API may take either bound as a whole unit of its form. */
  private boolean isOutside(BigDecimal mark, Span span) {
    BigDecimal unit = asked.unit(asked.exact(number(span.from()), span.like()));
    BigDecimal more = watermark.exclusive() ? unit.add(unit) : unit;
    return mark.compareTo(number(span.from()).subtract(more)) < 0
        || !span.isOpen() && mark.compareTo(number(span.until()).add(unit)) > 0;
  }
}
