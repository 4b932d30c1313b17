package dev.caravan.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.page.call.PageCall;
import dev.caravan.page.call.PageReply;
import dev.caravan.testing.TestContext;
import dev.caravan.worker.WorkTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker and its dead letters on the page. */
@Timeout(120)
class PageOfWorkersTest extends WorkTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String REQUIRED =
      steps(
          """
          - to:
              uri: kamelet:caravan-upsert
              parameters: {table: payments, key: id, version: version, required: note, minQuarantine: 9}
          """);

  private OperatorPage page;

  @Test
  void lettersAreShownAndDecidedAboutByWhoHasTheToken() throws Exception {
    send("evt-1", "jane's letter");
    send("evt-2", "joe's letter");
    send("evt-3", payment(3, 1));
    open(start(worker(), upsert()));

    assertThat(get("overview", false).path("streams"))
        .singleElement()
        .satisfies(
            worker -> {
              assertThat(worker.path("kind").asText()).isEqualTo("worker");
              assertThat(worker.path("here").asBoolean()).isTrue();
            });
    JsonNode brief = get("deadletters", false).path("letters");
    assertThat(brief).hasSize(2);
    assertThat(brief.toString()).contains("not_json").doesNotContain("jane", "key-evt", "joe");
    JsonNode whole = get("deadletters", true).path("letters");
    assertThat(whole.findValuesAsText("value")).contains("jane's letter", "joe's letter");

    List<String> positions = brief.findValuesAsText("position");
    assertThat(act("deadletter/discard", "position", positions.get(0)).status()).isEqualTo(200);
    assertThat(get("deadletters", true).path("letters")).hasSize(1);
    assertThat(act("deadletter/replay", "position", positions.get(1)).status()).isEqualTo(200);
    assertThat(act("deadletter/replay", "position", "0@4711").status()).isEqualTo(404);
    awaitAcknowledged();
  }

  @Test
  void aRecordOfAWorkerIsTriedAgainWhileItWorks() throws Exception {
    send("evt-1", "{\"id\": 1, \"version\": 2}");
    send("evt-2", payment(2, 1));
    // One batch, since a batch of bad records alone is a dead letter.
    flush();
    TestContext first = start(worker("linger", "2000"), REQUIRED);
    awaitAcknowledged();
    first.close();
    assertThat(sql.queryForList("select id from payments", Long.class)).containsExactly(2L);

    open(start(worker(), upsert()));
    PageReply reply = act("record/retry", "id", 1);

    assertThat(new String(reply.body(), StandardCharsets.UTF_8)).contains("it is in payments");
    assertThat(sql.queryForList("select id from payments order by id", Long.class))
        .containsExactly(1L, 2L);
    assertThat(sql.queryForObject("select outcome from caravan_quarantine", String.class))
        .isEqualTo("retried");
  }

  private void open(TestContext context) {
    page = new OperatorPage();
    page.setToken("token " + TOKEN);
    page.setCamelContext(context.context());
    awaitAcknowledged();
  }

  private JsonNode get(String what, boolean token) throws IOException {
    Map<String, String> headers = token ? Map.of("Authorization", "Bearer " + TOKEN) : Map.of();
    PageCall call = new PageCall("GET", "/api/" + what, Map.of("worker", "payments"), headers, "");
    return new ObjectMapper().readTree(page.answer(call).body());
  }

  private PageReply act(String what, String name, Object value) throws IOException {
    Map<String, Object> body = new HashMap<>(Map.of("worker", "payments"));
    body.put(name, value);
    Map<String, String> headers =
        Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");
    return page.answer(
        new PageCall(
            "POST",
            "/api/" + what,
            Map.of(),
            headers,
            new ObjectMapper().writeValueAsString(body)));
  }
}
