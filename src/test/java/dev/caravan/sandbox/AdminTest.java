package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminTest {
  private final ManualClock clock = new ManualClock();
  private final Sandbox sandbox =
      Sandbox.start(SandboxOptions.defaults().withQuota(2, Duration.ofSeconds(2)).withClock(clock));
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void showsWhatCameIn() {
    client.get("/items");
    client.get("/items");
    clock.advance(Duration.ofSeconds(3));
    client.get("/orders");
    JsonNode stats = client.json("/_sandbox/stats");

    assertThat(stats.get("requests").asInt()).isEqualTo(3);
    assertThat(stats.at("/collections/items/requests").asInt()).isEqualTo(2);
    assertThat(stats.at("/collections/items/pages/1").asInt()).isEqualTo(2);
    assertThat(stats.at("/statuses/200").asInt()).isEqualTo(3);
    assertThat(stats.get("windows").toString())
        .isEqualTo("{\"2026-01-01T00:00:00Z\":2,\"2026-01-01T00:00:02Z\":1}");
    assertThat(stats.get("maxInAnyWindow").asInt()).isEqualTo(2);
    assertThat(stats.get("earlierThanAllowed").asInt()).isZero();
  }

  @Test
  void switchesFaultsOnAndOff() {
    HttpResponse<String> on =
        client.post(
            "/_sandbox/faults",
            "{\"on\":\"items\",\"page\":1,\"times\":5,\"fault\":\"respond\",\"status\":429,"
                + "\"retryAfter\":\"7\",\"headers\":{\"X-Why\":\"test\"}}");
    HttpResponse<String> struck = client.get("/items");
    client.post("/_sandbox/faults", "{\"clear\":true}");

    assertThat(on.statusCode()).isEqualTo(200);
    assertThat(struck.statusCode()).isEqualTo(429);
    assertThat(struck.headers().firstValue("Retry-After")).contains("7");
    assertThat(struck.headers().firstValue("X-Why")).contains("test");
    assertThat(client.get("/items").statusCode()).isEqualTo(200);
  }

  @Test
  void knowsEveryFault() {
    for (String fault :
        List.of(
            "'fault':'invalidJson'",
            "'fault':'html'",
            "'fault':'emptyBody'",
            "'fault':'redirectTo','url':'http://127.0.0.2/'",
            "'fault':'slow','millis':1",
            "'fault':'cutOff'",
            "'fault':'hugeGzip','bytes':1000",
            "'fault':'header','headers':{'A':'b'}",
            "'fault':'emptyPage'",
            "'fault':'graphqlErrors','code':'THROTTLED'",
            "'fault':'thenRemove','count':2",
            "'fault':'thenUpdate','count':2",
            "'fault':'thenInsert','count':2",
            "'fault':'sameCursor'",
            "'fault':'cycleCursor'",
            "'fault':'numericCursor'",
            "'fault':'nextCursor','json':false",
            "'fault':'noNextCursor'",
            "'fault':'duplicates','count':2",
            "'fault':'lateDuplicates','count':2",
            "'fault':'newField','field':'x'",
            "'fault':'nullField','field':'x'",
            "'fault':'changeType','field':'x','type':'TEXT'",
            "'fault':'rawField','field':'x','json':'1e400'",
            "'fault':'nulCharacter','field':'x'",
            "'fault':'loneSurrogate','field':'x'",
            "'fault':'badRecords','kinds':['NULL','NO_KEY']",
            "'fault':'badRecords'",
            "'fault':'onlyBadRecords'",
            "'fault':'expireCursors','status':404")) {
      String json = "[{'on':'items'," + fault + "}]";
      assertThat(client.post("/_sandbox/faults", json.replace('\'', '"')).statusCode())
          .as(fault)
          .isEqualTo(200);
    }
  }

  @Test
  void doesWhatTheFaultFromOutsideSays() {
    client.post(
        "/_sandbox/faults",
        "[{\"on\":\"items\",\"fromPage\":1,\"fault\":\"nextCursor\",\"json\":false},"
            + "{\"on\":\"items\",\"fault\":\"newField\",\"field\":\"color\"}]");
    JsonNode page = client.json("/items?limit=1");

    assertThat(page.get("next_cursor").isBoolean()).isTrue();
    assertThat(page.get("data").get(0).get("color").asText()).isEqualTo("color 1");
  }

  @Test
  void refusesFaultsThatItDoesNotUnderstand() {
    for (String json :
        List.of(
            "{",
            "{\"on\":\"carts\",\"fault\":\"html\"}",
            "{\"on\":\"items\",\"fault\":\"earthquake\"}",
            "{\"on\":\"items\",\"fault\":\"html\",\"pages\":3}")) {
      HttpResponse<String> answer = client.post("/_sandbox/faults", json);
      assertThat(answer.statusCode()).as(json).isEqualTo(400);
      assertThat(answer.body()).contains("bad_fault");
    }
    assertThat(client.get("/items").statusCode()).isEqualTo(200);
  }

  @Test
  void changesTheDataForASecondSync() {
    client.post("/_sandbox/wave", "");

    assertThat(sandbox.shop().expected("items")).hasSize(2040);
  }

  @Test
  void revokesTokensAndCountsTheRequestsForThem() {
    String form =
        "grant_type=client_credentials&client_id=sandbox-client&client_secret=sandbox-secret";
    String token =
        Json.parse(client.post("/oauth/token", form).body()).get("access_token").asText();
    client.post("/_sandbox/revoke", "");

    assertThat(sandbox.tokens().isGood("Bearer " + token)).isFalse();
    assertThat(client.json("/_sandbox/stats").get("tokenRequests").asInt()).isEqualTo(1);
  }
}
