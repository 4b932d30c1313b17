package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.LoopbackServer.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A request, as a style looks at it. */
record Call(Sent sent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String path() {
    return sent.uri().getPath();
  }

  /** A parameter of the query. */
  Optional<String> query(String name) {
    String query = sent.uri().getRawQuery() == null ? "" : sent.uri().getRawQuery();
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2 && decoded(pair[0]).equals(name))
        .map(pair -> decoded(pair[1]))
        .findFirst();
  }

  int number(String name, int otherwise) {
    return query(name).map(Integer::valueOf).orElse(otherwise);
  }

  /** What stands in the JSON body, by a JSON Pointer. */
  JsonNode body(String pointer) {
    try {
      return JSON.readTree(sent.body()).at(pointer);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + sent.text(), e);
    }
  }

  boolean has(String header, String value) {
    return value.equals(sent.header(header));
  }

  /** Whether it has the credentials of basic authentication, user and password. */
  boolean hasBasic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return has("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /** The URL of this request with another query. */
  String urlWith(String query) {
    return "http://" + sent.header("Host") + path() + "?" + query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
