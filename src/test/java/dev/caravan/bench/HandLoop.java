package dev.caravan.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The loop that a good engineer would write by hand for this one table: get a page, merge it newest
 * wins, commit rows and cursor together, get the next page. No configuration, no retries, no new
 * fields, no quarantine; one step after the other.
 *
 * <p>Arguments: URL of the API, JDBC URL, page size.
 */
public final class HandLoop {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private HandLoop() {}

  public static void main(String[] args) throws Exception {
    try (Connection connection = DriverManager.getConnection(args[1])) {
      HandTable table = HandTable.of(args[1], connection);
      connection.setAutoCommit(false);
      new HandLoop().run(args[0] + "/items?limit=" + args[2], connection, table);
    }
  }

  private void run(String url, Connection connection, HandTable table)
      throws SQLException, IOException, InterruptedException {
    String cursor = null;
    do {
      JsonNode page = get(cursor == null ? url : url + "&cursor=" + cursor);
      table.load(page.get("data"));
      cursor = page.get("next_cursor").textValue();
      try (var move = connection.prepareStatement("update hand_cursor set cursor = ?")) {
        move.setString(1, cursor);
        move.executeUpdate();
      }
      connection.commit();
    } while (cursor != null);
  }

  private JsonNode get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return json.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }
}
