package dev.caravan.page.call;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** What the page replies. */
public record PageReply(int status, String contentType, byte[] body) {
  public static PageReply json(int status, JsonNode json) {
    return new PageReply(
        status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
