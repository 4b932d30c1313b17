package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feeds of changes as a plain client sees them. */
class FeedTest {
  private final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(20, 0, 0));
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void everyChangeIsInTheFeedInItsOrderAndDeletesAreMarked() {
    sandbox.shop().update("items", "3", node -> node.put("status", "changed"));
    sandbox.shop().remove("items", "4");
    JsonNode page = client.json("/couchdb/items/changes?since=19&limit=2");
    assertThat(seqs(page.path("results"))).containsExactly(20L, 21L);
    assertThat(page.path("last_seq").asLong()).isEqualTo(21);
    assertThat(page.path("pending").asLong()).isEqualTo(1);
    JsonNode rest = client.json("/couchdb/items/changes?since=21");
    assertThat(rest.at("/results/0/deleted").asBoolean()).isTrue();
    assertThat(rest.at("/results/0/doc/id").asText()).isEqualTo("4");
    assertThat(client.json("/couchdb/items/changes?since=22").path("last_seq").asLong())
        .isEqualTo(22);
    assertThat(seqs(client.json("/log/items/changes?offset=20").path("records")))
        .containsExactly(21L, 22L);
    assertThat(client.json("/stripe/items/changes?limit=1").at("/data/0/seq").asLong())
        .isEqualTo(22);
  }

  @Test
  void positionsThatAreNoLongerKeptAreRefused() {
    sandbox.shop().forgetChanges("items", 15);
    assertThat(client.get("/couchdb/items/changes?since=14").statusCode()).isEqualTo(410);
    assertThat(client.get("/couchdb;expired=200/items/changes?since=14").body())
        .contains("expired_cursor");
    assertThat(seqs(client.json("/couchdb/items/changes").path("results"))).startsWith(16L);
    assertThat(client.json("/couchdb/items/changes?since=now").path("last_seq").asLong())
        .isEqualTo(20);
  }

  @Test
  void aLongPollIsAnsweredByTheNextChange() {
    CompletableFuture<JsonNode> poll =
        CompletableFuture.supplyAsync(
            () -> client.json("/couchdb/items/changes?since=20&feed=longpoll&timeout=20000"));
    Awaitility.await().until(() -> sandbox.traffic().requests().size() == 1);
    sandbox.shop().insert("items", 1);
    assertThat(poll)
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(page -> assertThat(seqs(page.path("results"))).containsExactly(21L));
  }

  @Test
  void aStreamOfEventsIsCutWithinTheEventAfterTheLast() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(sandbox.url() + "/sse/items/changes?cut=2").toURL().openConnection();
    connection.setRequestProperty("Last-Event-ID", "7");
    assertThat(connection.getContentType()).isEqualTo("text/event-stream");
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      // Some clients tell a cut from an end, others do not.
      lines.add("cut: " + e.getMessage());
    }
    assertThat(lines)
        .contains("event: upserted")
        .containsSubsequence("id: 8", "", "id: 9", "", "id: 10");
    assertThat(lines.subList(lines.indexOf("id: 10"), lines.size()))
        .as("no end of the event that was cut")
        .doesNotContain("");
  }

  private static List<Long> seqs(JsonNode changes) {
    List<Long> seqs = new ArrayList<>();
    changes.forEach(each -> seqs.add(each.path("seq").asLong()));
    return seqs;
  }
}
