package dev.caravan.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * The loop that a good engineer would write by hand for this one table: get a page, stage it by
 * COPY, merge it newest wins, commit rows and cursor together, get the next page. No configuration,
 * no retries, no new fields, no quarantine; one step after the other.
 *
 * <p>Arguments: URL of the API, JDBC URL, page size.
 */
public final class HandLoop {
  private static final String COLUMNS =
      """
      id bigint primary key, event_id text, name text, updated_at timestamptz, status text,
      price numeric, amount_cents bigint, active boolean, customer jsonb, tags jsonb, note text,
      deleted boolean""";
  private static final String MERGE =
      """
      insert into hand_items
      select distinct on (id) * from hand_stage order by id, updated_at desc
      on conflict (id) do update set event_id = excluded.event_id, name = excluded.name,
        updated_at = excluded.updated_at, status = excluded.status, price = excluded.price,
        amount_cents = excluded.amount_cents, active = excluded.active,
        customer = excluded.customer, tags = excluded.tags, note = excluded.note,
        deleted = excluded.deleted
      where excluded.updated_at >= hand_items.updated_at""";
  private static final String[] FIELDS = {
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
    "deleted"
  };

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private HandLoop() {}

  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection(args[1])) {
      new HandLoop().run(args[0] + "/items?limit=" + args[2], connection);
    }
  }

  private void run(String url, Connection connection) throws Exception {
    execute(connection, "drop table if exists hand_items, hand_cursor");
    execute(connection, "create table hand_items (" + COLUMNS + ")");
    execute(connection, "create table hand_cursor (cursor text)");
    execute(connection, "insert into hand_cursor values (null)");
    execute(connection, "create temp table hand_stage (like hand_items) on commit delete rows");
    connection.setAutoCommit(false);
    long started = System.nanoTime();
    long rows = 0;
    String cursor = null;
    do {
      JsonNode page = get(cursor == null ? url : url + "&cursor=" + cursor);
      rows += load(page.get("data"), connection);
      cursor = page.get("next_cursor").textValue();
      try (var move = connection.prepareStatement("update hand_cursor set cursor = ?")) {
        move.setString(1, cursor);
        move.executeUpdate();
      }
      connection.commit();
    } while (cursor != null);
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf("hand: %d rows in %.2f s%n", rows, seconds);
  }

  private JsonNode get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return json.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }

  private static long load(JsonNode records, Connection connection)
      throws SQLException, IOException {
    StringBuilder rows = new StringBuilder(records.size() * 400);
    for (JsonNode record : records) {
      for (int i = 0; i < FIELDS.length; i++) {
        append(rows, record.path(FIELDS[i]));
        rows.append(i + 1 < FIELDS.length ? '\t' : '\n');
      }
    }
    byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
    var copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy hand_stage from stdin");
    copy.writeToCopy(bytes, 0, bytes.length);
    copy.endCopy();
    execute(connection, MERGE);
    return records.size();
  }

  private static void append(StringBuilder rows, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      rows.append("\\N");
      return;
    }
    String text = value.isContainerNode() ? value.toString() : value.asText();
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

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
