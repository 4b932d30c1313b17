package dev.caravan.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Numbers without loss: nothing here goes through a double. */
public final class Numbers {
  /** What the numeric types of all supported databases hold exactly. */
  private static final int INTEGER_DIGITS = 80_000;

  private static final int FRACTION_DIGITS = 16_383;
  private static final int LONG_BITS = 63;
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,200})(\\.\\d{1,200})?([eE][+-]?\\d{1,3})?");

  private Numbers() {}

  /** A Long, else a BigDecimal, else (beyond every numeric type) the number's text. */
  static Object normal(Number number) {
    if (number instanceof Long) {
      return number;
    }
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    }
    if (number instanceof BigInteger big) {
      return big.bitLength() <= LONG_BITS ? big.longValue() : storable(new BigDecimal(big));
    }
    return number instanceof BigDecimal decimal ? storable(decimal) : ofText(number.toString());
  }

  static boolean isStorable(BigDecimal decimal) {
    return decimal.scale() <= FRACTION_DIGITS
        && (long) decimal.precision() - decimal.scale() <= INTEGER_DIGITS;
  }

  /** Whether the value is a whole number within a long, however it is written. */
  public static boolean isLong(BigDecimal decimal) {
    if (decimal.signum() == 0) {
      return true;
    }
    if ((long) decimal.precision() - decimal.scale() > 19) {
      return false;
    }
    BigDecimal stripped = decimal.stripTrailingZeros();
    return stripped.scale() <= 0 && stripped.toBigInteger().bitLength() <= LONG_BITS;
  }

  public static BigDecimal decimal(Object number) {
    return number instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) number;
  }

  /** One text for all spellings of a number: 1, 1.0 and 1e0 are "1". */
  public static String canonical(Object number) {
    return number instanceof Long whole
        ? whole.toString()
        : ((BigDecimal) number).stripTrailingZeros().toPlainString();
  }

  public static String text(Object number) {
    return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
  }

  /** A number that an API wrote as a string, or null. */
  static Object parse(String text) {
    return JSON_NUMBER.matcher(text).matches() ? ofText(text) : null;
  }

  private static Object ofText(String text) {
    try {
      BigDecimal decimal = new BigDecimal(text);
      boolean whole = decimal.scale() == 0 && isLong(decimal);
      return whole ? (Object) decimal.longValue() : storable(decimal);
    } catch (NumberFormatException notFinite) {
      return text;
    }
  }

  private static Object storable(BigDecimal decimal) {
    return isStorable(decimal) ? decimal : decimal.toString();
  }
}
