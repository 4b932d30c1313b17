package dev.caravan.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** How {@link HandLoop} merges a page: each database in the way that is fastest there. */
interface HandTable {
  List<String> FIELDS =
      List.of(
          "id",
          "event_id",
          "name",
          "updated_at",
          "status",
          "price",
          "amount_cents",
          "active",
          "customer",
          "tags",
          "note",
          "deleted");
  String SET =
      FIELDS.stream()
          .skip(1)
          .map(field -> field + " = excluded." + field)
          .collect(Collectors.joining(", "));
  String NEWEST_WINS =
      " on conflict (id) do update set "
          + SET
          + " where excluded.updated_at >= hand_items.updated_at";

  void load(JsonNode records) throws SQLException, IOException;

  static HandTable of(String url, Connection connection) throws SQLException {
    return url.startsWith("jdbc:sqlite") ? new Batch(connection) : new Copy(connection);
  }

  private static void create(Connection connection, String columns) throws SQLException {
    execute(connection, "create table if not exists hand_items (" + columns + ")");
    execute(connection, "create table if not exists hand_cursor (cursor text)");
    execute(
        connection,
        "insert into hand_cursor select null where not exists (select 1 from hand_cursor)");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  /** Prepared statements in a batch. */
  final class Batch implements HandTable {
    private final PreparedStatement merge;

    Batch(Connection connection) throws SQLException {
      execute(connection, "pragma journal_mode = wal");
      execute(connection, "pragma synchronous = full");
      create(
          connection,
          """
          id integer primary key, event_id text, name text, updated_at text, status text,
          price text, amount_cents integer, active integer, customer text, tags text, note text,
          deleted integer""");
      String values = "?, ".repeat(FIELDS.size() - 1) + "?";
      merge =
          connection.prepareStatement(
              "insert into hand_items values (" + values + ")" + NEWEST_WINS);
    }

    @Override
    public void load(JsonNode records) throws SQLException {
      for (JsonNode record : records) {
        for (int i = 0; i < FIELDS.size(); i++) {
          merge.setObject(i + 1, value(record.path(FIELDS.get(i))));
        }
        merge.addBatch();
      }
      merge.executeBatch();
    }

    private static Object value(JsonNode value) {
      if (value.isNull() || value.isMissingNode()) {
        return null;
      }
      if (value.isBoolean()) {
        return value.booleanValue() ? 1 : 0;
      }
      return value.isIntegralNumber() ? (Object) value.longValue() : text(value);
    }
  }

  /** COPY into a table beside it, and one statement from there. */
  final class Copy implements HandTable {
    private final Connection connection;

    Copy(Connection connection) throws SQLException {
      this.connection = connection;
      create(
          connection,
          """
          id bigint primary key, event_id text, name text, updated_at timestamptz, status text,
          price numeric, amount_cents bigint, active boolean, customer jsonb, tags jsonb,
          note text, deleted boolean""");
      execute(connection, "create temp table hand_stage (like hand_items) on commit delete rows");
    }

    @Override
    public void load(JsonNode records) throws SQLException, IOException {
      StringBuilder rows = new StringBuilder(records.size() * 400);
      for (JsonNode record : records) {
        for (String field : FIELDS) {
          append(rows, record.path(field));
          rows.append('\t');
        }
        rows.setCharAt(rows.length() - 1, '\n');
      }
      byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
      var copy =
          connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy hand_stage from stdin");
      copy.writeToCopy(bytes, 0, bytes.length);
      copy.endCopy();
      execute(
          connection,
          "insert into hand_items select distinct on (id) * from hand_stage"
              + " order by id, updated_at desc"
              + NEWEST_WINS);
    }

    private static void append(StringBuilder rows, JsonNode value) {
      if (value.isNull() || value.isMissingNode()) {
        rows.append("\\N");
        return;
      }
      String text = text(value);
      for (int i = 0; i < text.length(); i++) {
        switch (text.charAt(i)) {
          case '\\' -> rows.append("\\\\");
          case '\t' -> rows.append("\\t");
          case '\n' -> rows.append("\\n");
          case '\r' -> rows.append("\\r");
          default -> rows.append(text.charAt(i));
        }
      }
    }
  }
}
