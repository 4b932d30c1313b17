package dev.caravan.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** Compares a table, value by value, with the records that it must hold. */
public final class ExpectedTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ExpectedTable() {}

  /**
   * Fails unless the table holds exactly these records, each field in the column of its name.
   *
   * @param records by the text of their key
   */
  public static void assertHolds(
      JdbcTemplate sql, String table, String key, Map<String, JsonNode> records) {
    List<String> differences = new ArrayList<>();
    Set<String> missing = new HashSet<>(records.keySet());
    sql.query(
        "select * from " + table,
        row -> {
          String name = row.getString(key);
          JsonNode record = records.get(name);
          if (record == null || !missing.remove(name)) {
            differences.add("a row too many: " + name);
          } else {
            compare(name, record, row, differences);
          }
        });
    missing.forEach(name -> differences.add("no row for " + name));
    assertThat(differences).as("differences of " + table).isEmpty();
  }

  private static void compare(String name, JsonNode record, ResultSet row, List<String> differences)
      throws SQLException {
    for (Map.Entry<String, JsonNode> field : record.properties()) {
      if (!isEqual(field.getValue(), row, field.getKey())) {
        differences.add(
            name
                + "."
                + field.getKey()
                + ": "
                + row.getString(field.getKey())
                + " instead of "
                + field.getValue());
      }
    }
  }

  private static boolean isEqual(JsonNode expected, ResultSet row, String column)
      throws SQLException {
    String text = row.getString(column);
    if (text == null || expected.isNull()) {
      return text == null && expected.isNull();
    }
    if (expected.isNumber()) {
      return new BigDecimal(text).compareTo(expected.decimalValue()) == 0;
    }
    if (expected.isBoolean()) {
      return row.getBoolean(column) == expected.booleanValue();
    }
    if (expected.isContainerNode()) {
      return read(text).equals(expected);
    }
    return row.getMetaData().getColumnTypeName(row.findColumn(column)).matches("(?i)timest.*")
        ? row.getObject(column, OffsetDateTime.class)
            .toInstant()
            .equals(Instant.parse(expected.textValue()))
        : text.equals(expected.textValue());
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
