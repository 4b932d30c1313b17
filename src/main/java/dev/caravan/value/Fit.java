package dev.caravan.value;

import java.math.BigDecimal;

/**
 * Brings a normal value into the form a column of some type takes: Boolean, Long, BigDecimal,
 * Double, {@link Iso}, String; for JSON the value itself.
 */
public final class Fit {
  private Fit() {}

  /**
   * The value as the type takes it, or null: it does not fit.
   *
   * @param fixed the column cannot be widened, so a number in a string is taken as the number
   */
  public static Object to(ColumnType type, boolean fixed, Object value) {
    return switch (type) {
      case JSON -> value;
      case TEXT -> text(value);
      case BOOLEAN -> value instanceof Boolean ? value : null;
      case TIMESTAMP -> value instanceof Iso ? value : null;
      case BIGINT -> whole(number(fixed, value));
      case NUMERIC -> number(fixed, value);
      case DOUBLE -> approximate(number(fixed, value));
    };
  }

  public static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Iso iso) {
      return iso.text();
    }
    return Values.isNumber(value) ? Numbers.text(value) : JsonText.of(value);
  }

  private static Object number(boolean fixed, Object value) {
    if (Values.isNumber(value)) {
      return value;
    }
    Object parsed = fixed && value instanceof String text ? Numbers.parse(text) : null;
    return Values.isNumber(parsed) ? parsed : null;
  }

  private static Object whole(Object number) {
    if (number instanceof BigDecimal decimal) {
      return Numbers.isLong(decimal) ? (Object) decimal.longValueExact() : null;
    }
    return number;
  }

  private static Object approximate(Object number) {
    if (number == null) {
      return null;
    }
    double nearest = Numbers.decimal(number).doubleValue();
    return Double.isInfinite(nearest) ? null : (Object) nearest;
  }
}
