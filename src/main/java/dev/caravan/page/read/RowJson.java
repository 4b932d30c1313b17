package dev.caravan.page.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.state.database.Database;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Rows of Caravan's tables as JSON objects, instants as text, whatever the database does. */
final class RowJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> TIMES =
      Set.of("started", "ended", "next_attempt", "alive_at", "created_at", "decided_at", "since");

  private final Database database;

  RowJson(Database database) {
    this.database = database;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array() {
    return JSON.createArrayNode();
  }

  ArrayNode list(String sql, Object... parameters) {
    ArrayNode all = array();
    database
        .jdbc()
        .query(
            sql,
            row -> {
              all.add(read(row));
            },
            parameters);
    return all;
  }

  private ObjectNode read(ResultSet row) throws SQLException {
    ObjectNode json = object();
    ResultSetMetaData columns = row.getMetaData();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String name = columns.getColumnLabel(column).toLowerCase(Locale.ROOT);
      if (TIMES.contains(name)) {
        Instant time = database.kind().instant(row, column);
        json.put(name, time == null ? null : time.toString());
      } else if (row.getObject(column) instanceof Number number) {
        json.put(name, number.longValue());
      } else {
        json.put(name, row.getString(column));
      }
    }
    return json;
  }
}
