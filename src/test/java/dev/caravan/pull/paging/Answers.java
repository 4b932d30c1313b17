package dev.caravan.pull.paging;

import dev.caravan.api.Api;
import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers as an API gives them, and the request that the strategies start from. */
public final class Answers {
  public static final URI URL = URI.create("http://api.example/v2/items?limit=2");
  public static final Target FIRST = new Target("GET", URL, Map.of(), Optional.empty());

  private Answers() {}

  /** A JSON answer whose records are the list at {@code $.data}. */
  public static Response json(String json) {
    return json(Map.of(), json);
  }

  public static Response json(Map<String, String> headers, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Object body = ResponseBody.read(bytes, "application/json", BodyFormat.JSON, new Api());
    Object data = new JsonPathTo("records", "$.data").find(body).orElse(List.of());
    return new Response(URL, headers, body, data instanceof List<?> list ? list : List.of());
  }

  /** So many records, and more fields of the body such as {@code "total": 7}. */
  static Response records(int count, String... fields) {
    String rest = fields.length == 0 ? "" : ", " + String.join(", ", fields);
    return json(
        "{\"data\": " + List.of("7".repeat(count).split("")).subList(0, count) + rest + "}");
  }

  /** A response of headers alone. */
  public static Response header(String name, String value) {
    return new Response(URL, Map.of(name, value), null, List.of());
  }

  static Optional<Locator> at(String text) {
    return Optional.of(Locator.parse("locator", text));
  }
}
