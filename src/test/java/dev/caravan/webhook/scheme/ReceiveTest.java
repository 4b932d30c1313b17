package dev.caravan.webhook.scheme;

import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.TestKafka;
import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Hub;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP into a real Kafka, and what their senders are told. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class ReceiveTest {
  private static final String SECRET = "hush-hush";
  private static final int MOST = 20_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private String topic;
  private Hub hub;

  @BeforeAll
  void start() throws Exception {
    topic = TestKafka.topic(1);
    hub =
        Hub.start(
            TestKafka.brokers(),
            Hub.source(
                    "github",
                    "preset: github, secrets: " + SECRET,
                    "topic: %s, key: 'body:/order', maxBytes: %d".formatted(topic, MOST))
                + Hub.source("files", "preset: dropbox, secrets: " + SECRET, "")
                + Hub.source(
                    "typed",
                    "preset: token, secrets: a, eventType: 'body:/t'",
                    "topic: '" + topic + ".{type}'"));
  }

  @AfterAll
  void stop() {
    hub.close();
  }

  @Test
  void anEventIsInKafkaAsItCameBeforeItsSenderIsAnswered() throws Exception {
    byte[] body = utf8("{\"order\": 1.0, \"text\":\"\\u00e9\\/\", \"big\":12345678901234567890}");
    Instant before = Instant.now();
    HttpResponse<String> answer = send(github(body, "guid-1").build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();

    ConsumerRecord<String, byte[]> record = record("guid-1");
    assertThat(record.value()).isEqualTo(body);
    assertThat(record.key()).isEqualTo("1.0");
    assertThat(TestKafka.header(record, "ce_specversion")).isEqualTo("1.0");
    assertThat(TestKafka.header(record, "ce_source")).isEqualTo("/webhook/github");
    assertThat(TestKafka.header(record, "ce_type")).isEqualTo("push");
    assertThat(TestKafka.header(record, "content-type")).isEqualTo("application/json");
    assertThat(Instant.parse(TestKafka.header(record, "ce_time")))
        .isBetween(before.minusMillis(1), Instant.now());
  }

  @Test
  void nothingElseOfTheRequestIsInTheRecord() throws Exception {
    send(
        github(utf8("{}"), "guid-2")
            .header("Authorization", "Bearer " + SECRET)
            .header("Cookie", "session=" + SECRET)
            .header("X-Caravan", SECRET)
            .build());
    ConsumerRecord<String, byte[]> record = record("guid-2");
    assertThat(Arrays.stream(record.headers().toArray()).map(header -> header.key()))
        .containsExactlyInAnyOrder(
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type");
    assertThat(record.headers().toString()).doesNotContain(SECRET);
  }

  @Test
  void nothingOfTheRequestIsInTheAnswer() throws Exception {
    HttpResponse<String> accepted = send(github(utf8("{}"), "g").header("X-Echo", "a").build());
    assertThat(accepted.headers().map()).containsOnlyKeys(":status", "content-length");
    HttpResponse<String> refused =
        send(post("/webhook/github", utf8("{}")).header("X-Echo", "a").build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).isEqualTo("not authentic\n");
    assertThat(refused.headers().map())
        .containsOnlyKeys(":status", "content-length", "content-type");
  }

  @Test
  void everyStepOfTheRouteSeesTheStoredEvent() throws Exception {
    MockEndpoint steps = hub.context().context().getEndpoint("mock:github", MockEndpoint.class);
    send(github(utf8("{\"order\":5}"), "guid-3").build());
    assertThat(
            steps.getExchanges().stream()
                .filter(seen -> "guid-3".equals(seen.getIn().getHeader("ce_id")))
                .map(seen -> seen.getIn().getBody(String.class)))
        .containsExactly("{\"order\":5}");
  }

  @Test
  void aStepThatFailsAfterTheEventIsStoredDoesNotMakeItsSenderRepeatIt() throws Exception {
    MockEndpoint steps = hub.context().context().getEndpoint("mock:github", MockEndpoint.class);
    steps.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException("a step of the route");
        });
    try {
      assertThat(send(github(utf8("{}"), "guid-4").build()).statusCode()).isEqualTo(200);
    } finally {
      steps.whenAnyExchangeReceived(exchange -> {});
    }
    assertThat(record("guid-4")).isNotNull();
  }

  @Test
  void theSameEventTenTimesAtOnceIsAnswered2xxTenTimes() {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(http.sendAsync(github(utf8("{}"), "guid-5").build(), BodyHandlers.ofString()));
    }
    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    assertThat(records("guid-5")).as("each with the one id").hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; charset=utf-16",
        "nonsense",
        "application/octet-stream"
      })
  void bytesOfAnyContentTypeAreStoredAsTheyCame(String type) throws Exception {
    byte[] body = new byte[500];
    new Random(7).nextBytes(body);
    String id = "guid-" + type.hashCode();
    HttpRequest request =
        post("/webhook/github", body)
            .header("Content-Type", type)
            .header("X-Hub-Signature-256", "sha256=" + signature(body))
            .header("X-GitHub-Delivery", id)
            .build();
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(record(id).value()).isEqualTo(body);
  }

  @Test
  void aSignedFormIsTakenAsItCame() throws Exception {
    byte[] body = utf8("payload=%7B%22a%22%3A1%7D&X-GitHub-Delivery=other&x=%zz");
    HttpRequest request =
        post("/webhook/github", body)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Hub-Signature-256", "sha256=" + signature(body))
            .header("X-GitHub-Delivery", "guid-form")
            .build();
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(record("guid-form").value()).isEqualTo(body);
  }

  @Test
  void aCompressedBodyIsRefused() throws Exception {
    for (String encoding : List.of("gzip", "deflate", "br", "identity, gzip")) {
      HttpRequest request = github(utf8("{}"), "g").header("Content-Encoding", encoding).build();
      assertThat(send(request).statusCode()).isEqualTo(415);
    }
    assertThat(
            send(github(utf8("{}"), "g").header("Content-Encoding", "identity").build())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void theLargestBodyIsTakenAndOneByteMoreIsNot() throws Exception {
    byte[] largest = new byte[MOST];
    assertThat(send(github(largest, "guid-large").build()).statusCode()).isEqualTo(200);
    assertThat(record("guid-large").value()).isEqualTo(largest);
    assertThat(send(github(new byte[MOST + 1], "g").build()).statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyWithoutALengthIsCountedAsItComes() throws Exception {
    assertThat(send(chunked(new byte[MOST], "guid-chunked")).statusCode()).isEqualTo(200);
    assertThat(record("guid-chunked").value()).hasSize(MOST);
    assertThat(send(chunked(new byte[MOST + 1], "g")).statusCode()).isEqualTo(413);
    assertThat(send(chunked(new byte[5_000_000], "g")).statusCode()).isEqualTo(413);
  }

  @Test
  void aSignatureOrTokenInTheQueryIsNone() throws Exception {
    byte[] body = utf8("{}");
    URI query = hub.address("/webhook/github?X-Hub-Signature-256=sha256%3D" + signature(body));
    HttpRequest request =
        HttpRequest.newBuilder(query).POST(BodyPublishers.ofByteArray(body)).build();
    assertThat(send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void aHeaderThatStandsTwiceIsRefused() throws Exception {
    HttpRequest twice = github(utf8("{}"), "guid-6").header("X-GitHub-Delivery", "guid-7").build();
    assertThat(send(twice).statusCode()).isEqualTo(401);
  }

  @Test
  void anUnknownSourceIsNotFoundAndNothingIsRedirected() throws Exception {
    assertThat(send(post("/webhook/nobody", utf8("{}")).build()).statusCode()).isEqualTo(404);
    assertThat(send(post("/webhook/github/more", utf8("{}")).build()).statusCode()).isEqualTo(404);
    assertThat(send(post("/webhook/github/", utf8("{}")).build()).statusCode()).isIn(401, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(hub.address("/webhook/github"))
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void aChallengeIsAnsweredAndNotStored() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(hub.address("/webhook/files?challenge=abc")).GET().build();
    HttpResponse<String> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("abc");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(hub.counted("files", "challenge")).isEqualTo(1);
    assertThat(hub.counted("files", "accepted")).isZero();
  }

  @Test
  void theTopicDependsOnTheTypeOfTheEvent() throws Exception {
    TestKafka.createTopic(TestKafka.brokers(), topic + ".paid", 1);
    HttpRequest request =
        post("/webhook/typed", utf8("{\"t\":\"paid\"}")).header("X-Webhook-Token", "a").build();
    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(TestKafka.records(topic + ".paid")).hasSize(1);
  }

  @Test
  void requestsAreCountedBySourceAndOutcome() throws Exception {
    double accepted = hub.counted("github", "accepted");
    double unverified = hub.counted("github", "unverified");
    send(github(utf8("{}"), "g").build());
    send(post("/webhook/github", utf8("{}")).build());
    assertThat(hub.counted("github", "accepted")).isEqualTo(accepted + 1);
    assertThat(hub.counted("github", "unverified")).isEqualTo(unverified + 1);
  }

  @Test
  void twoRoutesOfOneSourceAreRefused() {
    String one = Hub.source("same", "preset: token, secrets: a", "");
    String two =
        """
        - route:
            id: again
            from:
              uri: kamelet:caravan-webhook
              parameters: {source: same, topic: other}
              steps:
                - to: {uri: "mock:again"}
        """;
    assertThatThrownBy(() -> Hub.start(TestKafka.brokers(), one + two))
        .hasStackTraceContaining("source same has two routes");
  }

  @Test
  void aLimitAboveWhatKafkaIsSentIsRefused() {
    assertThatThrownBy(
            () ->
                Hub.start(
                    TestKafka.brokers(),
                    Hub.source("big", "preset: token, secrets: a", "maxBytes: 1040000")))
        .hasStackTraceContaining(
            "source big: maxBytes 1040000 and 16384 for headers are more than maxRequestSize"
                + " 1048576");
  }

  @Test
  void aSourceWithoutASecretDoesNotStartAndTheErrorNamesIt() {
    assertThatThrownBy(
            () -> Hub.start(TestKafka.brokers(), Hub.source("pay", "preset: stripe", "")))
        .hasStackTraceContaining("source pay: secrets is empty");
  }

  private HttpRequest chunked(byte[] body, String id) {
    return HttpRequest.newBuilder(hub.address("/webhook/github"))
        .header("X-Hub-Signature-256", "sha256=" + signature(body))
        .header("X-GitHub-Delivery", id)
        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
        .build();
  }

  private HttpRequest.Builder github(byte[] body, String id) {
    return post("/webhook/github", body)
        .header("Content-Type", "application/json")
        .header("X-Hub-Signature-256", "sha256=" + signature(body))
        .header("X-GitHub-Delivery", id)
        .header("X-GitHub-Event", "push");
  }

  private HttpRequest.Builder post(String path, byte[] body) {
    return HttpRequest.newBuilder(hub.address(path)).POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static String signature(byte[] body) {
    return Encoding.HEX.write(Delivery.hmac("HmacSHA256", utf8(SECRET), body));
  }

  private ConsumerRecord<String, byte[]> record(String id) {
    List<ConsumerRecord<String, byte[]>> found = records(id);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<ConsumerRecord<String, byte[]>> records(String id) {
    return TestKafka.records(topic).stream()
        .filter(record -> id.equals(TestKafka.header(record, "ce_id")))
        .toList();
  }
}
