package dev.caravan.value;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;

/** From values to column types, and from column types to wider ones. */
public final class TypeInference {
  private TypeInference() {}

  /** The type of a value as {@link Values#normal} gives it; null has none. */
  public static ColumnType of(Object value) {
    if (value instanceof String) {
      return ColumnType.TEXT;
    }
    if (value instanceof Long) {
      return ColumnType.BIGINT;
    }
    if (value instanceof Iso) {
      return ColumnType.TIMESTAMP;
    }
    if (value instanceof Boolean) {
      return ColumnType.BOOLEAN;
    }
    return value instanceof BigDecimal ? ColumnType.NUMERIC : ColumnType.JSON;
  }

  /** The type of a new column that holds all these values. */
  public static ColumnType ofNew(Seen seen) {
    Set<ColumnType> types = seen.types();
    if (types.contains(ColumnType.JSON)) {
      return ColumnType.JSON;
    }
    if (types.equals(EnumSet.of(ColumnType.BIGINT, ColumnType.NUMERIC))) {
      return ColumnType.NUMERIC;
    }
    return types.size() == 1 ? types.iterator().next() : ColumnType.TEXT;
  }

  /** The narrowest type that holds the column's values and these. */
  public static ColumnType widen(ColumnType type, Seen seen) {
    if (type == ColumnType.JSON || type == ColumnType.TEXT) {
      return type;
    }
    Set<ColumnType> foreign = seen.types();
    foreign.remove(type);
    if (type == ColumnType.NUMERIC) {
      foreign.remove(ColumnType.BIGINT);
    }
    if (type == ColumnType.BIGINT && !seen.fractions()) {
      foreign.remove(ColumnType.NUMERIC);
    }
    if (foreign.isEmpty()) {
      return type;
    }
    boolean toNumeric = type == ColumnType.BIGINT && foreign.equals(EnumSet.of(ColumnType.NUMERIC));
    return toNumeric ? ColumnType.NUMERIC : ColumnType.TEXT;
  }

  /** What the values of one field were so far, in one page. */
  public static final class Seen {
    private int mask;
    private boolean fractions;

    public void add(Object value) {
      ColumnType type = of(value);
      mask |= type.bit();
      if (type == ColumnType.NUMERIC && !fractions) {
        fractions = !Numbers.isLong((BigDecimal) value);
      }
    }

    public boolean any() {
      return mask != 0;
    }

    /** Whether there was a number that no BIGINT holds. */
    boolean fractions() {
      return fractions;
    }

    public boolean fits(ColumnType type) {
      return (mask & ~type.bit()) == 0 || widen(type, this) == type;
    }

    Set<ColumnType> types() {
      Set<ColumnType> types = EnumSet.noneOf(ColumnType.class);
      for (ColumnType type : ColumnType.values()) {
        if ((mask & type.bit()) != 0) {
          types.add(type);
        }
      }
      return types;
    }
  }
}
