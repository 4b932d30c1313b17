package dev.caravan.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares a table with the records that it must hold, row by row and value by value: numbers
 * exactly, timestamps as instants, nested values as JSON. A field that is null is the same as one
 * that is missing. A field is in the column of its name, whatever the letter case.
 */
public final class TableAssert {
  private static final int SHOWN = 10;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final DataSource database;
  private final String table;
  private String key = "id";
  private Set<String> ignored = Set.of();

  private TableAssert(DataSource database, String table) {
    this.database = database;
    this.table = table;
  }

  /** A table, keyed by the column {@code id} until {@link #keyedBy} says something else. */
  public static TableAssert assertTable(DataSource database, String table) {
    return new TableAssert(database, table);
  }

  /** Names the key column. */
  public TableAssert keyedBy(String column) {
    key = column.toLowerCase(Locale.ROOT);
    return this;
  }

  /** Columns that are no fields of the records, in lower case. */
  public TableAssert ignoring(String... columns) {
    ignored = Set.of(columns);
    return this;
  }

  /**
   * Fails unless the table holds these records and no other.
   *
   * @param expected the records by their key as text
   */
  public void holds(Map<String, JsonNode> expected) {
    List<String> differences = new ArrayList<>();
    Map<String, Map<String, Object>> rows = rows(differences);
    expected.forEach(
        (id, record) -> {
          Map<String, Object> row = rows.get(id);
          if (row == null) {
            differences.add(key + " " + id + " is missing");
          } else {
            compare(id, record, row, differences);
          }
        });
    rows.keySet().stream()
        .filter(id -> !expected.containsKey(id))
        .forEach(id -> differences.add(key + " " + id + " should not be there"));
    if (!differences.isEmpty()) {
      throw new AssertionError(
          "table %s has %d rows where %d are expected, and %d differences:%n%s"
              .formatted(
                  table,
                  rows.size(),
                  expected.size(),
                  differences.size(),
                  String.join(
                      System.lineSeparator(),
                      differences.subList(0, Math.min(SHOWN, differences.size())))));
    }
  }

  private void compare(
      String id, JsonNode record, Map<String, Object> row, List<String> differences) {
    Set<String> columns = new HashSet<>(row.keySet());
    record
        .fields()
        .forEachRemaining(
            field -> {
              String column = field.getKey().toLowerCase(Locale.ROOT);
              columns.remove(column);
              if (!isSame(field.getValue(), row.get(column))) {
                differences.add(said(id, column, row.get(column), field.getValue().toString()));
              }
            });
    columns.stream()
        .filter(column -> row.get(column) != null && !ignored.contains(column))
        .forEach(column -> differences.add(said(id, column, row.get(column), "nothing")));
  }

  private String said(String id, String column, Object is, String expected) {
    return "%s %s: %s is %s, expected %s".formatted(key, id, column, is, expected);
  }

  private static boolean isSame(JsonNode expected, Object value) {
    if (expected.isNull() || value == null) {
      return expected.isNull() && value == null;
    }
    if (value instanceof BigDecimal number) {
      return expected.isNumber() && number.compareTo(expected.decimalValue()) == 0;
    }
    if (value instanceof OffsetDateTime time) {
      return expected.isTextual()
          && OffsetDateTime.parse(expected.textValue()).toInstant().equals(time.toInstant());
    }
    if (value instanceof JsonNode json) {
      return expected.equals(TableAssert::compareNodes, json);
    }
    if (value instanceof Boolean truth) {
      return expected.isBoolean() && expected.booleanValue() == truth;
    }
    return value.equals(expected.isTextual() ? expected.textValue() : expected.toString());
  }

  /** So that 7 is equal to 7 whatever type the parser chose. */
  private static int compareNodes(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  private Map<String, Map<String, Object>> rows(List<String> differences) {
    Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    new JdbcTemplate(database)
        .query(
            "select * from " + table,
            result -> {
              Map<String, Object> row = row(result);
              String id = plain(row.get(key));
              if (rows.put(id, row) != null) {
                differences.add(key + " " + id + " is there more than once");
              }
            });
    return rows;
  }

  private static String plain(Object value) {
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  private static Map<String, Object> row(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String type = columns.getColumnTypeName(i).toLowerCase(Locale.ROOT);
      row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value(result, i, type));
    }
    return row;
  }

  private static Object value(ResultSet result, int column, String type) throws SQLException {
    if (result.getObject(column) == null) {
      return null;
    }
    if (type.startsWith("json")) {
      return json(result.getString(column));
    }
    if (type.startsWith("timestamp")) {
      return result.getObject(column) instanceof String text
          ? OffsetDateTime.parse(text)
          : result.getObject(column, OffsetDateTime.class);
    }
    if (type.startsWith("decimal")) {
      return new BigDecimal(result.getString(column));
    }
    if (type.equals("boolean")) {
      return result.getBoolean(column);
    }
    Object value = result.getObject(column);
    return value instanceof Number ? new BigDecimal(value.toString()) : value;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }
}
