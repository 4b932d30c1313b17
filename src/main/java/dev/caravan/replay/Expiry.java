package dev.caravan.replay;

import dev.caravan.api.BodyMatch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * How a feed says that it no longer knows a cursor: by status, or by its response whatever the
 * status.
 */
record Expiry(Set<Integer> statuses, Optional<BodyMatch> body) {
  boolean is(HttpOperationFailedException refused) {
    String text = Optional.ofNullable(refused.getResponseBody()).orElse("");
    return statuses.contains(refused.getStatusCode())
        || isIn(text.getBytes(StandardCharsets.UTF_8));
  }

  boolean isIn(byte[] response) {
    return body.filter(match -> match.isIn(response)).isPresent();
  }
}
