package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.Json;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoTest {

  private final ManualClock clock = new ManualClock();
  private final Sandbox sandbox = Sandbox.start(SandboxOptions.demo().withClock(clock));
  private final ShopClient client = new ShopClient(sandbox);
  private int pages;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void givesAPatientClientEveryRecordWithinHalfAMinute() {
    Instant start = clock.instant();
    for (String name : sandbox.shop().collections()) {
      assertThat(ShopClient.newest(walk(name, 50), sandbox.shop().keyField(name)))
          .isEqualTo(sandbox.shop().expected(name));
    }

    assertThat(pages).isEqualTo(86);
    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofSeconds(30));
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
    assertThat(sandbox.traffic().perStatus().keySet()).contains(200, 429, 500, 503);
  }

  @Test
  void asksForItsToken() {
    assertThat(client.get("/items").statusCode()).isEqualTo(401);
  }

  @Test
  void isTheSameEveryTime() {
    List<JsonNode> records = walk("items", 100);
    try (Sandbox other = Sandbox.start(SandboxOptions.demo())) {
      assertThat(other.shop().expected("items")).isEqualTo(sandbox.shop().expected("items"));
    }
    assertThat(records).hasSize(2000 + 3 + 4 + 4);
    assertThat(records.stream().filter(each -> each.has("color")).count()).isEqualTo(1000);
  }

  private List<JsonNode> walk(String collection, int limit) {
    List<JsonNode> records = new ArrayList<>();
    String path = "/" + collection + "?limit=" + limit + "&api_key=sandbox-token";
    Optional<String> next = Optional.of(path);
    while (next.isPresent()) {
      JsonNode page = page(next.get());
      pages++;
      page.get("data").forEach(records::add);
      next =
          Optional.of(page.get("next_cursor"))
              .filter(JsonNode::isTextual)
              .map(cursor -> path + "&cursor=" + cursor.asText());
    }
    return records;
  }

  /** Asks until the page comes, and moves the clock instead of waiting. */
  private JsonNode page(String path) {
    while (true) {
      try {
        HttpResponse<String> answer = client.get(path);
        if (answer.statusCode() == 200) {
          return Json.parse(answer.body());
        }
        assertThat(answer.statusCode()).isIn(429, 500, 503);
        long wait = Long.parseLong(answer.headers().firstValue("Retry-After").orElse("1"));
        clock.advance(Duration.ofSeconds(wait));
      } catch (UncheckedIOException cutOff) {
        clock.advance(Duration.ofSeconds(1));
      }
    }
  }
}
