package dev.caravan.upsert.column;

import dev.caravan.value.ColumnType;
import dev.caravan.value.Fit;
import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import dev.caravan.value.Values;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * A column that Caravan sets, and the field it holds.
 *
 * @param field the field as {@link ColumnNames#fieldKey} keeps it
 * @param fixed never widened: declared, or in the table before Caravan
 */
public record Column(
    String field,
    String name,
    String sqlType,
    NativeType nativeType,
    boolean key,
    boolean fixed,
    boolean notNull,
    Optional<String> defaultValue) {

  public ColumnType type() {
    return nativeType.type();
  }

  /** The same column as it stands elsewhere, for example in a table that was made after it. */
  public Column as(String otherType, NativeType type) {
    return new Column(field, name, otherType, type, key, fixed, notNull, defaultValue);
  }

  public String quoted() {
    return Sql.quote(name);
  }

  /** Whether a row without this value breaks the table's rules. */
  public boolean mustBeSet() {
    return notNull && defaultValue.isEmpty();
  }

  /** The value as this column takes it, or null: it does not fit. */
  public Object fit(Object value) {
    return fit(value, fixed);
  }

  /** The same, but a number in a string may stand for the number, as for a fixed column. */
  public Object leniently(Object value) {
    return fit(value, true);
  }

  private Object fit(Object value, boolean lenient) {
    Object fitted =
        key && type() == ColumnType.TEXT ? spelled(value) : Fit.to(type(), lenient, value);
    return fitted != null && nativeType.fits().test(fitted) ? fitted : null;
  }

  /**
   * The one spelling of a part of a key. It depends on the value alone, so that a record finds its
   * row whatever the column's type was when that row came; where the type never changes, a
   * date-time is a text like any other.
   */
  private Object spelled(Object value) {
    if (Values.isNumber(value)) {
      return Numbers.canonical(value);
    }
    return value instanceof Iso iso && !fixed ? iso.canonical() : Fit.text(value);
  }

  public String rule() {
    String limit = nativeType.rule().isEmpty() ? Values.name(type()) : nativeType.rule();
    return "column %s takes %s".formatted(name, limit);
  }

  /** Equal exactly when the database takes the two values for equal. */
  public Object canonical(Object fitted) {
    if (fitted instanceof Iso iso) {
      return iso.micros();
    }
    if (type() == ColumnType.NUMERIC && fitted != null) {
      BigDecimal number = Numbers.decimal(fitted);
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
    return sqlType.equals("uuid") ? ((String) fitted).toLowerCase(Locale.ROOT) : fitted;
  }
}
