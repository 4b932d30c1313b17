package dev.caravan.value;

/**
 * What a column holds, in terms every database knows. Inferred from the values of a field or
 * declared; an inferred type only ever widens (BIGINT to NUMERIC, any scalar to TEXT) and never
 * loses a digit. DOUBLE is never inferred: it is declared, or the table has it already.
 */
public enum ColumnType {
  BOOLEAN,
  BIGINT,
  NUMERIC,
  DOUBLE,
  /** A point in time, to the microsecond. */
  TIMESTAMP,
  /** Nested objects and lists, or any value. */
  JSON,
  TEXT;

  int bit() {
    return 1 << ordinal();
  }
}
