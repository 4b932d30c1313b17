package dev.caravan.pull.end;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.request.Target;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The values of a request, which answers like to repeat. */
final class Sent {
  private final Set<String> values = new HashSet<>();

  Sent(Target target) {
    values.add(target.url().toString());
    values.addAll(target.headers().values());
    String query = target.url().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      values.add(URLDecoder.decode(pair.replaceFirst("^[^=]*=", ""), StandardCharsets.UTF_8));
    }
    target.body().ifPresent(this::add);
  }

  boolean has(String text) {
    return values.contains(text);
  }

  private void add(JsonNode json) {
    if (json.isValueNode()) {
      values.add(json.asText());
    }
    json.forEach(this::add);
  }
}
