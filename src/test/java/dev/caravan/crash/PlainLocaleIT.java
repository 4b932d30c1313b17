package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Ports;
import dev.caravan.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Processes under {@code LC_ALL=C}, as many service managers start them. Java 17 then takes ASCII
 * for text, and all ids of one length beyond it would be one.
 */
@Timeout(180)
class PlainLocaleIT {
  private static final List<String> IDS =
      List.of("i1", "ü1", "ß1", "Ж1", "Ω1", "日1", "한1", "ع1", "न1", "ไ1");
  private static final String BAD = "é1";
  private static final String ROUTES =
      """
      - beans:
          - name: notes
            type: dev.caravan.webhook.Source
            properties: {preset: token, secrets: s3cr3t, eventId: "body:/event"}
      - route:
          id: notes-webhook
          from:
            uri: kamelet:caravan-webhook
            parameters: {source: notes, topic: "{{in}}"}
            steps:
              - stop: {}
      - route:
          id: notes
          from:
            uri: kamelet:caravan-worker
            parameters: {topic: "{{in}}", record: $.note}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: notes, key: id}
              - to:
                  uri: kamelet:caravan-kafka
                  parameters: {topic: "{{out}}", key: id}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String in = TestKafka.topic(1);
  private final String out = TestKafka.topic(1);

  @Test
  void idsInTenScriptsStayTenIdsFromTheRequestToTheTableTheTopicTheDeadLetterAndTheConsole()
      throws Exception {
    int port = Ports.free();
    Installation installation =
        Installation.onPostgres(processes)
            .of(
                ROUTES,
                "kafka.brokers=" + TestKafka.brokers(),
                "in=" + in,
                "out=" + out,
                "camel.server.port=" + port);
    Child child = installation.start("run");
    URI address = URI.create("http://127.0.0.1:" + port + "/webhook/notes");
    deliver(address, BAD, "null");
    for (String id : IDS) {
      deliver(address, id, "{\"id\":\"%s\"}".formatted(id));
    }
    Awaitility.await("the events are in the table")
        .atMost(Duration.ofSeconds(30))
        .until(() -> installation.rowsOfTable("notes") >= IDS.size());
    child.awaitLine("dead letter in");

    List<String> rows =
        installation.inDatabase(sql -> sql.queryForList("select id from notes", String.class));
    assertThat(rows).containsExactlyInAnyOrderElementsOf(IDS);
    assertThat(TestKafka.records(in).stream().map(event -> TestKafka.header(event, "ce_id")))
        .hasSameElementsAs(Stream.concat(Stream.of(BAD), IDS.stream()).toList());
    assertThat(TestKafka.records(out))
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrderElementsOf(IDS);
    assertThat(TestKafka.records(out))
        .extracting(event -> TestKafka.header(event, "ce_subject"))
        .containsExactlyInAnyOrderElementsOf(IDS);
    assertThat(TestKafka.records(in + ".dead"))
        .extracting(letter -> TestKafka.header(letter, "ce_id"))
        .containsOnly(BAD);

    Child list = installation.start("deadletters", "list", in);
    assertThat(list.exitCode()).isZero();
    assertThat(list.log()).anyMatch(line -> line.contains("event " + BAD));
  }

  /** As providers do: again, when the response is no 2xx or comes too late. */
  private void deliver(URI address, String id, String note) {
    Awaitility.await("the receiver takes " + id)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> status(address, id, note) == 200);
  }

  private int status(URI address, String id, String note) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("X-Webhook-Token", "s3cr3t")
            .POST(BodyPublishers.ofString("{\"event\":\"%s\",\"note\":%s}".formatted(id, note)))
            .build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }
}
