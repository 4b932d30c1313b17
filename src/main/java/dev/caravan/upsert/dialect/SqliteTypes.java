package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Numbers;
import java.math.BigDecimal;
import java.util.function.Predicate;

/**
 * The types of SQLite's columns. A declared type only says what a value is bent to ("affinity"):
 * one with INT to a whole number, one with TEXT to nothing, most others to a number when it looks
 * like one. So what must stay as it is stands in columns that are called TEXT, with its meaning
 * before that.
 *
 * @see <a href="https://www.sqlite.org/datatype3.html">Datatypes In SQLite</a>
 */
final class SqliteTypes {
  private static final String DECIMAL = "decimal text";
  private static final String TIMESTAMP = "timestamp text";
  private static final String JSON = "json text";
  private static final String UUID = "uuid";

  /** As many digits as each double keeps. */
  private static final int EXACT_DIGITS = 15;

  private static final String NUMBER = "\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*";

  private SqliteTypes() {}

  static String declared(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> "boolean";
      case BIGINT -> "bigint";
      case NUMERIC -> DECIMAL;
      case DOUBLE -> "double precision";
      case TIMESTAMP -> TIMESTAMP;
      case JSON -> JSON;
      case TEXT -> "text";
    };
  }

  /** What a declared type means: Caravan's own, else by the rules of affinity, in their order. */
  static NativeType nativeType(String declared) {
    return switch (declared) {
      case DECIMAL -> free(ColumnType.NUMERIC);
      case TIMESTAMP -> free(ColumnType.TIMESTAMP);
      case JSON -> new NativeType(ColumnType.JSON, v -> true, "", false);
      case UUID, "date" -> NativeType.of(declared, String::length);
      case "boolean", "bool" -> free(ColumnType.BOOLEAN);
      default -> byAffinity(declared);
    };
  }

  private static NativeType byAffinity(String declared) {
    if (declared.startsWith("timestamp") || declared.startsWith("datetime")) {
      // The rows that are there may be written in any form, so equality of texts says nothing.
      return new NativeType(ColumnType.TIMESTAMP, v -> true, "", false);
    }
    if (declared.contains("int")) {
      return free(ColumnType.BIGINT);
    }
    if (declared.contains("char") || declared.contains("clob") || declared.contains("text")) {
      return free(ColumnType.TEXT);
    }
    if (declared.isEmpty() || declared.contains("blob")) {
      return new NativeType(ColumnType.TEXT, v -> true, "", false);
    }
    if (declared.contains("real") || declared.contains("floa") || declared.contains("doub")) {
      return new NativeType(ColumnType.DOUBLE, v -> true, "", false);
    }
    if (declared.startsWith("num") || declared.startsWith("dec")) {
      String rule =
          "a number of at most %d digits, since it is %s".formatted(EXACT_DIGITS, declared);
      return new NativeType(ColumnType.NUMERIC, SqliteTypes::isExact, rule, true);
    }
    if (declared.startsWith("json")) {
      String rule = "an object, a list or a text, since it is " + declared;
      return new NativeType(ColumnType.JSON, v -> !(v instanceof Number), rule, false);
    }
    String rule = "a text that does not look like a number, since it is " + declared;
    return new NativeType(ColumnType.TEXT, v -> !((String) v).matches(NUMBER), rule, true);
  }

  static boolean isUuid(Column column) {
    return column.sqlType().equals(UUID);
  }

  /** Whether the order of the values as SQLite sees it is theirs. */
  static boolean isSortable(Column column) {
    return switch (column.type()) {
      case NUMERIC -> false;
      case TIMESTAMP -> column.sqlType().equals(TIMESTAMP);
      default -> true;
    };
  }

  private static NativeType free(ColumnType type) {
    Predicate<Object> all = value -> true;
    return new NativeType(type, all, "", true);
  }

  private static boolean isExact(Object value) {
    BigDecimal number = Numbers.decimal(value);
    return Numbers.isLong(number)
        || number.stripTrailingZeros().precision() <= EXACT_DIGITS
            && new BigDecimal(Double.toString(number.doubleValue())).compareTo(number) == 0;
  }

  /** The values of a column as they stand in a wider one. */
  static String asText(Column column) {
    String name = column.quoted();
    return switch (column.type()) {
      case BOOLEAN -> "case %s when 1 then 'true' when 0 then 'false' end".formatted(name);
      // Without the zeros at the end of the seconds' fraction.
      case TIMESTAMP -> "rtrim(rtrim(substr(%s, 1, 26), '0'), '.') || 'Z'".formatted(name);
      default -> "cast(%s as text)".formatted(name);
    };
  }
}
