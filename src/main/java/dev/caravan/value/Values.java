package dev.caravan.value;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings the values of records to few classes: Boolean, Long, BigDecimal, {@link Iso}, String,
 * nested (Map or Collection, as it came), null.
 */
public final class Values {
  public static final Set<ColumnType> VERSIONS =
      EnumSet.of(ColumnType.BIGINT, ColumnType.NUMERIC, ColumnType.DOUBLE, ColumnType.TIMESTAMP);
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}([T ].*)?");
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final int SHOWN = 80;

  private Values() {}

  public static Object normal(Object value) {
    if (value instanceof String text) {
      String clean = Sanitizer.clean(text);
      Iso iso = Iso.parse(clean);
      return iso == null ? clean : iso;
    }
    if (value == null || value instanceof Boolean || isNested(value)) {
      return value;
    }
    return value instanceof Number number
        ? Numbers.normal(number)
        : Sanitizer.clean(value.toString());
  }

  /** A version: a whole number that came as text counts as the number. */
  public static Object version(Object normal) {
    return normal instanceof String text && WHOLE.matcher(text).matches()
        ? (Object) Long.valueOf(text)
        : normal;
  }

  public static boolean isNested(Object value) {
    return value instanceof Map || value instanceof Collection;
  }

  public static boolean isNumber(Object value) {
    return value instanceof Number;
  }

  /** Whether the value of a deleted field marks a tombstone. */
  public static boolean marksDeleted(Object value) {
    if (value instanceof Boolean yes) {
      return yes;
    }
    if (value instanceof Number) {
      return !Numbers.canonical(value).equals("0");
    }
    return value instanceof Iso
        || value instanceof String text
            && (text.equalsIgnoreCase("true") || DATE.matcher(text).matches());
  }

  /** A value for a message: its JSON, shortened. */
  public static String shown(Object value) {
    String text = JsonText.of(value);
    return text.length() <= SHOWN
        ? text
        : Sanitizer.clean(text.substring(0, SHOWN)) + "… (" + text.length() + " characters)";
  }

  public static String name(ColumnType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
