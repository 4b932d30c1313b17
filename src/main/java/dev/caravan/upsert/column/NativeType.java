package dev.caravan.upsert.column;

import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a database type means to Caravan: the type that holds the same, what of it fits, and whether
 * equality in the database is the equality Caravan computes, which a key needs.
 *
 * @param rule the limit in words
 * @param isForeign a type Caravan knows nothing of: texts are cast to it
 */
public record NativeType(
    ColumnType type, Predicate<Object> fits, String rule, boolean exactKey, boolean isForeign) {
  public NativeType(ColumnType type, Predicate<Object> fits, String rule, boolean exactKey) {
    this(type, fits, rule, exactKey, false);
  }

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9 ]+?)(?:\\((\\d+)(?:,\\s*(\\d+))?\\))?( with.*)?");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int MICROS = 6;

  /** The types a staging table has itself, so that no cast is needed from there. */
  private static final Set<String> STAGED =
      Set.of(
          "boolean",
          "bigint",
          "numeric",
          "decfloat",
          "double precision",
          "timestamp with time zone",
          "jsonb",
          "text",
          "character varying");

  public static boolean isStaged(String sqlType) {
    return STAGED.contains(sqlType) || sqlType.startsWith("character varying");
  }

  /**
   * @param length how the database counts the characters of a text
   */
  public static NativeType of(String sqlType, ToIntFunction<String> length) {
    Matcher form = FORM.matcher(sqlType);
    if (!form.matches()) {
      return foreign();
    }
    int size = form.group(2) == null ? -1 : Integer.parseInt(form.group(2));
    int scale = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    String zone = form.group(4) == null ? "" : form.group(4);
    return switch (form.group(1) + zone) {
      case "boolean" -> free(ColumnType.BOOLEAN);
      case "bigint" -> free(ColumnType.BIGINT);
      case "integer" -> whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "smallint" -> whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case "tinyint" -> whole(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case "decfloat" -> free(ColumnType.NUMERIC);
      case "numeric", "decimal" -> size < 0 ? free(ColumnType.NUMERIC) : decimal(size, scale);
      case "double precision", "float", "real", "float4", "float8" ->
          new NativeType(ColumnType.DOUBLE, v -> true, "", false);
      case "timestamp", "timestamp without time zone", "timestamp with time zone" ->
          timestamp(size < 0 ? MICROS : size);
      case "json", "jsonb" -> new NativeType(ColumnType.JSON, v -> true, "", false);
      case "text" -> free(ColumnType.TEXT);
      case "character varying" -> size < 0 ? free(ColumnType.TEXT) : varchar(size, length);
      case "character large object" -> new NativeType(ColumnType.TEXT, v -> true, "", false);
      case "uuid" -> new NativeType(ColumnType.TEXT, NativeType::isUuid, "a uuid", true);
      case "date" -> new NativeType(ColumnType.TEXT, NativeType::isDate, "a date", true);
      default -> foreign();
    };
  }

  private static NativeType foreign() {
    return new NativeType(ColumnType.TEXT, v -> true, "", false, true);
  }

  private static NativeType free(ColumnType type) {
    return new NativeType(type, v -> true, "", true);
  }

  private static NativeType whole(long least, long most) {
    String rule = "a whole number from " + least + " to " + most;
    return new NativeType(
        ColumnType.BIGINT, v -> (Long) v >= least && (Long) v <= most, rule, true);
  }

  private static NativeType decimal(int precision, int scale) {
    String rule = "a number of %d digits, %d of them decimals".formatted(precision, scale);
    return new NativeType(
        ColumnType.NUMERIC, v -> isDecimal(Numbers.decimal(v), precision, scale), rule, true);
  }

  private static NativeType timestamp(int digits) {
    long unit = BigDecimal.TEN.pow(Math.max(0, MICROS - digits)).longValueExact();
    String rule = "a timestamp with %d decimals".formatted(digits);
    return new NativeType(ColumnType.TIMESTAMP, v -> ((Iso) v).micros() % unit == 0, rule, true);
  }

  private static NativeType varchar(int most, ToIntFunction<String> length) {
    String rule = "a text of at most %d characters".formatted(most);
    return new NativeType(ColumnType.TEXT, v -> length.applyAsInt((String) v) <= most, rule, true);
  }

  private static boolean isDecimal(BigDecimal number, int precision, int scale) {
    BigDecimal exact = number.stripTrailingZeros();
    return number.signum() == 0
        || exact.scale() <= scale && exact.precision() - exact.scale() <= precision - scale;
  }

  private static boolean isUuid(Object value) {
    return UUID.matcher((String) value).matches();
  }

  private static boolean isDate(Object value) {
    try {
      LocalDate date = LocalDate.parse((String) value);
      return date.getYear() >= 1 && date.getYear() <= 9999;
    } catch (DateTimeParseException none) {
      return false;
    }
  }
}
