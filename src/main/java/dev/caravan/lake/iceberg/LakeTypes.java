package dev.caravan.lake.iceberg;

import dev.caravan.lake.store.LakeColumn;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Fit;
import dev.caravan.value.Iso;
import dev.caravan.value.JsonText;
import dev.caravan.value.Numbers;
import dev.caravan.value.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Values as columns of the lake hold them. On their way they are texts, one for all spellings of a
 * value, so that equal texts are equal values: 1.50 in a decimal column is 1.5, an instant is its
 * microseconds since 1970.
 */
public final class LakeTypes {
  /** The most that Iceberg has; half of it for decimals. */
  public static final Types.DecimalType NUMERIC = Types.DecimalType.of(38, 18);

  /** Of a column that holds more than a value, which Caravan leaves alone. */
  public static final String NONE = "none";

  private static final int WIDEST = 38;

  private LakeTypes() {}

  /** The Iceberg type of a column. */
  public static Type type(LakeColumn column) {
    return Types.fromPrimitiveString(column.type());
  }

  /** The type of a new column. */
  public static Type of(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> Types.BooleanType.get();
      case BIGINT -> Types.LongType.get();
      case NUMERIC -> NUMERIC;
      case DOUBLE -> Types.DoubleType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
      case JSON, TEXT -> Types.StringType.get();
    };
  }

  /** The value's text, or null: the column does not hold it as it is. */
  public static String text(LakeColumn column, Object value) {
    if (column.type().equals(NONE)) {
      return null;
    }
    boolean fixed = column.fixed();
    Type type = type(column);
    return switch (type.typeId()) {
      case BOOLEAN -> string(Fit.to(ColumnType.BOOLEAN, fixed, value));
      case LONG -> string(Fit.to(ColumnType.BIGINT, fixed, value));
      case INTEGER -> whole(Fit.to(ColumnType.BIGINT, fixed, value));
      case DECIMAL -> decimal((Types.DecimalType) type, Fit.to(ColumnType.NUMERIC, fixed, value));
      case DOUBLE -> string(Fit.to(ColumnType.DOUBLE, fixed, value));
      case FLOAT -> approximate(Fit.to(ColumnType.DOUBLE, fixed, value));
      case TIMESTAMP -> timestamp((Types.TimestampType) type, value);
      case DATE -> value instanceof String text ? date(text) : null;
      case STRING -> column.json() ? JsonText.of(value) : Fit.text(value);
      default -> null;
    };
  }

  /**
   * The type that Iceberg can make of a column so that it holds a value; empty when there is none.
   */
  public static Optional<Type> widened(LakeColumn column, Object value) {
    if (column.type().equals(NONE)) {
      return Optional.empty();
    }
    Type wider =
        switch (type(column).typeId()) {
          case INTEGER -> Types.LongType.get();
          case FLOAT -> Types.DoubleType.get();
          case DECIMAL -> Types.DecimalType.of(WIDEST, ((Types.DecimalType) type(column)).scale());
          default -> null;
        };
    boolean helps =
        wider != null && !column.fixed() && text(column.as(wider.toString()), value) != null;
    return helps ? Optional.of(wider) : Optional.empty();
  }

  /** What a column holds, in words. */
  public static String rule(LakeColumn column) {
    return "column %s of the lake is %s".formatted(column.name(), column.type());
  }

  /** The value of Iceberg's generic records for a text. */
  public static Object value(Type type, String text) {
    return switch (type.typeId()) {
      case BOOLEAN -> Boolean.valueOf(text);
      case LONG -> Long.valueOf(text);
      case INTEGER -> Integer.valueOf(text);
      case DECIMAL ->
          new BigDecimal(text)
              .setScale(((Types.DecimalType) type).scale(), RoundingMode.UNNECESSARY);
      case DOUBLE -> Double.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case TIMESTAMP ->
          Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
      case DATE -> LocalDate.parse(text);
      default -> text;
    };
  }

  /** The text of a value of Iceberg's generic records; null for null. */
  public static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return Numbers.canonical(decimal);
    }
    if (value instanceof OffsetDateTime time) {
      return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant()));
    }
    return value == null ? null : value.toString();
  }

  private static String string(Object fitted) {
    return fitted == null ? null : fitted.toString();
  }

  private static String whole(Object fitted) {
    boolean fits = fitted instanceof Long whole && whole == whole.intValue();
    return fits ? fitted.toString() : null;
  }

  private static String approximate(Object fitted) {
    boolean fits = fitted instanceof Double number && (double) number.floatValue() == number;
    return fits ? Float.toString(((Double) fitted).floatValue()) : null;
  }

  private static String decimal(Types.DecimalType type, Object number) {
    if (!Values.isNumber(number)) {
      return null;
    }
    BigDecimal exact = Numbers.decimal(number).stripTrailingZeros();
    boolean fits =
        exact.signum() == 0
            || exact.scale() <= type.scale()
                && (long) exact.precision() - exact.scale() <= type.precision() - type.scale();
    return fits ? Numbers.canonical(number) : null;
  }

  private static String timestamp(Types.TimestampType type, Object value) {
    boolean fits = type.shouldAdjustToUTC() && value instanceof Iso;
    return fits ? Long.toString(((Iso) value).micros()) : null;
  }

  private static String date(String text) {
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException none) {
      return null;
    }
  }
}
