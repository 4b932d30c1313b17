package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.limits.SandboxRetryAfter;
import dev.caravan.sandbox.shop.Shop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a fault does to a response. */
public sealed interface Effect {
  /** Answers something else instead of the page. */
  sealed interface Instead extends Effect {
    SandboxReply reply(ApiRequest request, Instant now);
  }

  /**
   * A status, headers and a body.
   *
   * @param body {@code {authorization}} in it becomes what the request carried
   * @param retryAfterDate from now, sent as an HTTP date
   */
  record Answer(
      int status, Map<String, String> headers, String body, Optional<Duration> retryAfterDate)
      implements Instead {
    static Answer of(int status) {
      String body =
          new String(Json.bytes(Json.error("fault", "status " + status)), StandardCharsets.UTF_8);
      return new Answer(status, Map.of("Content-Type", "application/json"), body, Optional.empty());
    }

    Answer with(String name, String value) {
      Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      all.putAll(headers);
      all.put(name, value);
      return new Answer(status, all, body, retryAfterDate);
    }

    Answer withBody(String contentType, String newBody) {
      return new Answer(status, headers, newBody, retryAfterDate).with("Content-Type", contentType);
    }

    Answer withRetryAfterDate(Duration fromNow) {
      return new Answer(status, headers, body, Optional.of(fromNow));
    }

    @Override
    public SandboxReply reply(ApiRequest request, Instant now) {
      String seen =
          request.hasAuthorization() ? request.authorization() : request.parameter("api_key");
      boolean bodiless = status == 204 || status == 304;
      String text = bodiless ? "" : body.replace("{authorization}", seen);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      SandboxReply reply = new SandboxReply(status, headers, new SandboxReply.Payload.Whole(bytes));
      return retryAfterDate
          .map(wait -> reply.with("Retry-After", SandboxRetryAfter.date(now.plus(wait))))
          .orElse(reply);
    }
  }

  /** Waits before the response, whatever it is. */
  record Delay(Duration time) implements Effect {}

  /** Ends the connection after this share of the body. */
  record CutOff(double share) implements Effect {}

  /** A small gzip of a large page. */
  record HugeGzip(long bytes) implements Instead {
    @Override
    public SandboxReply reply(ApiRequest request, Instant now) {
      return SandboxReply.json(200, new byte[0]).as(new SandboxReply.Payload.Inflating(bytes));
    }
  }

  /** Adds a header to whatever is answered. */
  record ExtraHeader(String name, String value) implements Effect {}

  /** Changes the shop once the page with these keys was read. */
  non-sealed interface Afterwards extends Effect {
    void apply(Shop shop, String collection, List<String> keys);
  }

  /** Changes the records or the next token of a page. */
  non-sealed interface Rewrite extends Effect {
    void apply(PageDraft draft);
  }
}
