package dev.caravan.children.parents;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A column of the table of parents.
 *
 * @param ofMariaDb whose texts have another name, and whose decimals end with zeros
 * @param name as the database has it
 * @param type of {@link Types}
 * @param typeName the database's own name of the type
 */
record ParentColumn(boolean ofMariaDb, String name, int type, String typeName) {
  static ParentColumn of(boolean ofMariaDb, ResultSetMetaData columns, int index)
      throws SQLException {
    return new ParentColumn(
        ofMariaDb,
        columns.getColumnName(index),
        columns.getColumnType(index),
        columns.getColumnTypeName(index));
  }

  /** The column in a statement. */
  String quoted() {
    return "p." + quote(name);
  }

  /** Its value as text, the same on every connection whatever its time zone. */
  String asText() {
    String plain =
        type == Types.TIMESTAMP_WITH_TIMEZONE || typeName.equals("timestamptz")
            ? "(" + quoted() + " at time zone 'UTC')"
            : quoted();
    return "cast(" + plain + " as " + (ofMariaDb ? "char" : "varchar") + ")";
  }

  /** Whether its values can stand in a path and be compared with. */
  boolean isPlain() {
    return isWhole() || isDecimal() && !ofMariaDb || isText() || isUuid();
  }

  /** The value of a row: Long, BigDecimal or text. */
  Optional<Object> read(ResultSet row, int index) throws SQLException {
    if (isWhole()) {
      long value = row.getLong(index);
      return row.wasNull() ? Optional.empty() : Optional.of(value);
    }
    return Optional.ofNullable(isDecimal() ? row.getBigDecimal(index) : row.getString(index));
  }

  /** A value that was read, as the parameter of a statement. */
  Object bound(Object value) {
    if (isUuid()) {
      return UUID.fromString(value.toString());
    }
    if (isWhole()) {
      return Long.valueOf(value.toString());
    }
    return isDecimal() ? new BigDecimal(value.toString()) : value.toString();
  }

  private boolean isWhole() {
    return type == Types.BIGINT
        || type == Types.INTEGER
        || type == Types.SMALLINT
        || type == Types.TINYINT;
  }

  private boolean isDecimal() {
    return !isText() && !isUuid() && (type == Types.NUMERIC || type == Types.DECIMAL);
  }

  private boolean isText() {
    return type == Types.VARCHAR
        || type == Types.CHAR
        || type == Types.LONGVARCHAR
        || type == Types.CLOB
        || typeName.toLowerCase(Locale.ROOT).endsWith("text");
  }

  private boolean isUuid() {
    return typeName.equalsIgnoreCase("uuid");
  }

  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
