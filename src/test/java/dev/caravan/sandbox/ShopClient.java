package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plain client of a sandbox: it retries nothing and forgives nothing. */
public final class ShopClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Sandbox sandbox;

  public ShopClient(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  public HttpResponse<String> get(String pathAndQuery, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.url() + pathAndQuery));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    return send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> getBytes(String pathAndQuery) {
    return send(
        HttpRequest.newBuilder(URI.create(sandbox.url() + pathAndQuery)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    return send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public JsonNode json(String pathAndQuery) {
    return Json.parse(get(pathAndQuery).body());
  }

  /** All pages from the first to the one without a next cursor. */
  List<JsonNode> walk(String pathAndQuery) {
    List<JsonNode> pages = new ArrayList<>();
    JsonNode page = json(pathAndQuery);
    pages.add(page);
    while (page.hasNonNull("next_cursor")) {
      page = json(pathAndQuery + "&cursor=" + encoded(page.get("next_cursor").asText()));
      pages.add(page);
    }
    return pages;
  }

  /** The query of page n, which is got by asking for those before. */
  String pathOfPage(String path, int number) {
    String pathOfPage = path;
    for (int n = 1; n < number; n++) {
      pathOfPage = path + "&cursor=" + encoded(json(pathOfPage).get("next_cursor").asText());
    }
    return pathOfPage;
  }

  static List<JsonNode> records(List<JsonNode> pages) {
    List<JsonNode> records = new ArrayList<>();
    pages.forEach(page -> page.get("data").forEach(records::add));
    return records;
  }

  /** What an upsert by key and updated_at makes of these records. */
  static Map<String, JsonNode> newest(List<JsonNode> records, String keyField) {
    Map<String, JsonNode> newest = new LinkedHashMap<>();
    for (JsonNode each : records) {
      if (each.hasNonNull(keyField) && each.hasNonNull("updated_at")) {
        newest.merge(
            each.get(keyField).asText(),
            each,
            (old, now) ->
                now.get("updated_at").asText().compareTo(old.get("updated_at").asText()) < 0
                    ? old
                    : now);
      }
    }
    return newest;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
