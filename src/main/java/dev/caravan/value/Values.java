package dev.caravan.value;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final String NEVER = "9999-";
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final int SHOWN = 80;

  private Values() {}

  public static Object normal(Object value) {
    if (value instanceof String text) {
      String clean = Sanitizer.clean(text);
      Iso iso = Iso.parse(clean);
      return iso == null ? clean : iso;
    }
    // Classes first: whether a value has an interface takes longest to find out where it has not.
    if (value instanceof Number number) {
      return Numbers.normal(number);
    }
    return value == null || value instanceof Boolean || isNested(value)
        ? value
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

  /**
   * Whether the value of a deleted field marks a tombstone; empty when it says neither yes nor no.
   * Times that stand for never, such as year 1 or 9999, mark none: nothing was deleted up to 1970.
   */
  public static Optional<Boolean> marksDeleted(Object value) {
    if (value == null) {
      return Optional.of(false);
    }
    if (value instanceof Boolean yes) {
      return Optional.of(yes);
    }
    if (value instanceof Number) {
      return Optional.of(!Numbers.canonical(value).equals("0"));
    }
    if (value instanceof Iso iso) {
      return Optional.of(iso.micros() > 0 && isDay(iso.text()));
    }
    return value instanceof String text ? marksDeleted(text.strip()) : noneIn(value);
  }

  private static Optional<Boolean> marksDeleted(String text) {
    if (DATE.matcher(text).matches()) {
      return Optional.of(isDay(text));
    }
    if (DIGITS.matcher(text).matches()) {
      return Optional.of(!text.matches("0+"));
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "t" -> Optional.of(true);
      case "", "false", "no", "n", "f", "null" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static boolean isDay(String date) {
    return date.compareTo("1970-01-02") >= 0 && !date.startsWith(NEVER);
  }

  private static Optional<Boolean> noneIn(Object nested) {
    boolean empty =
        nested instanceof Map<?, ?> map && map.isEmpty()
            || nested instanceof Collection<?> list && list.isEmpty();
    return empty ? Optional.of(false) : Optional.empty();
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
