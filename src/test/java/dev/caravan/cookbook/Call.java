package dev.caravan.cookbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.LoopbackServer.Sent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + sent.text(), e);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  boolean has(String header, String value) {
    return value.equals(sent.header(header));
  }

  /** The URL of this request with another query. */
  String urlWith(String query) {
    return "http://" + sent.header("Host") + path() + "?" + query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
