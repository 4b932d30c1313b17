package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.testing.Ports;
import dev.caravan.testing.TestKafka;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./caravan run} with a webhook, as a process with the log of the runnable jar. */
@Timeout(120)
class WebhookProcessTest {
  private static final String SECRET = "s3cr3t-hush";
  private static final String ROUTES =
      """
      - beans:
          - name: payments
            type: dev.caravan.webhook.Source
            properties: {preset: %s, secrets: "{{payments.secret}}"}
      - route:
          id: payments-webhook
          from:
            uri: kamelet:caravan-webhook
            parameters: {source: payments, key: "body:/id"%s}
            steps:
              - log: {message: "stored ${header.ce_id}"}
      """;
  private static final String BROKEN_STREAM =
      """
      - beans:
          - name: revoked
            type: dev.caravan.api.Api
            properties: {baseUrl: "http://127.0.0.1:1", maxRetries: 0}
      - route:
          id: orders
          from:
            uri: kamelet:caravan-pull
            parameters: {api: revoked, path: /orders, every: 1h}
            steps:
              - to: {uri: "kamelet:caravan-upsert", parameters: {table: orders, key: id}}
      """;

  private static final String CARELESS =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "http://127.0.0.1:1", bearerToken: t0ken-of-the-shop}
      - route:
          id: careless
          from:
            uri: timer:careless?repeatCount=1
            steps:
              - log: {message: "a library says t0ken-of-the-shop"}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path directory;
  private String settings = "";

  @Test
  void aProcessReceivesCountsAndReportsItsHealth() throws Exception {
    String topic = TestKafka.topic(1);
    int port = Ports.free();
    int management = Ports.free();
    routeFile("orders", BROKEN_STREAM);
    Process process =
        run("token", ", topic: " + topic, SECRET, TestKafka.brokers(), port, management);
    try {
      URI address = URI.create("http://127.0.0.1:" + port + "/webhook/payments");
      await().atMost(Duration.ofSeconds(60)).until(() -> status(address, SECRET) == 200);
      assertThat(status(address, "wrong")).isEqualTo(401);
      assertThat(TestKafka.records(topic).get(0).value())
          .isEqualTo("{\"id\":1}".getBytes(StandardCharsets.UTF_8));

      String at = "http://127.0.0.1:" + management + "/observe/";
      assertThat(get(at + "metrics").body())
          .contains("caravan_webhooks_total{outcome=\"accepted\",source=\"payments\"}")
          .contains("# HELP caravan_webhooks_total Requests to webhooks")
          .contains("jvm_memory_used_bytes", "process_cpu_usage")
          .contains("hikaricp_connections_active{pool=\"caravan\"}")
          .contains("caravan_webhooks_total{outcome=\"unverified\",source=\"payments\"} 1.0");
      await().until(() -> get(at + "health/streams").statusCode() == 503);
      assertThat(get(at + "health/streams").body()).contains("DOWN", "orders", "failed");
      assertThat(get(at + "metrics").body())
          .contains("caravan_stream_failed{stream=\"orders\"} 1.0")
          .contains("caravan_last_success_timestamp_seconds{stream=\"orders\"} 0.0");
      assertThat(get(at + "health/ready?data=true").body())
          .contains("caravan-webhooks")
          .doesNotContain("caravan-streams");
      assertThat(get(at + "health/ready").statusCode()).isEqualTo(200);
      assertThat(get(at + "health/live").statusCode()).isEqualTo(200);
      assertThat(get(at + "health").statusCode()).isEqualTo(503);

      // A second process finds both ports taken.
      Process second = run("token", "", SECRET, "127.0.0.1:1", port, Ports.free(), "second");
      assertThat(second.waitFor()).isEqualTo(2);
      assertThat(output("second"))
          .startsWith("caravan: cannot listen at 127.0.0.1:" + port)
          .contains("in use", "camel.server.port")
          .hasLineCount(1);
      Process third = run("token", "", SECRET, "127.0.0.1:1", Ports.free(), management, "third");
      assertThat(third.waitFor()).isEqualTo(2);
      assertThat(output("third")).startsWith("caravan: cannot listen at 127.0.0.1:" + management);
    } finally {
      process.destroy();
    }
    assertThat(output(process))
        .contains("stored sha256:")
        .containsPattern(
            "caravan .* has started; database jdbc:sqlite:.*; webhooks at 127.0.0.1:%d, sources"
                    .formatted(port)
                + " payments-webhook \\(payments\\); metrics and health at 127.0.0.1:%d; streams"
                    .formatted(management)
                + " orders \\(due now and every 1h\\)")
        .doesNotContain(SECRET);
  }

  @Test
  void aProcessWithoutItsBrokerIsAliveAndNotReadyAndSaysSoInJson() throws Exception {
    settings = "caravan.log = json\n";
    routeFile("careless", CARELESS);
    int port = Ports.free();
    int management = Ports.free();
    Process process = run("token", "", SECRET, "127.0.0.1:1", port, management);
    try {
      URI address = URI.create("http://127.0.0.1:" + port + "/webhook/payments");
      await().atMost(Duration.ofSeconds(60)).until(() -> status(address, SECRET) == 503);
      String at = "http://127.0.0.1:" + management + "/observe/health/";
      await().atMost(Duration.ofSeconds(30)).until(() -> get(at + "ready").statusCode() == 503);
      assertThat(get(at + "ready?data=true").body())
          .contains("caravan-webhooks")
          .contains("Kafka does not");
      assertThat(get(at + "live").statusCode()).isEqualTo(200);
      assertThat(status(address, SECRET)).isEqualTo(503);
    } finally {
      process.destroy();
    }
    String log = output(process);
    assertThat(log).contains("a library says ***").doesNotContain(SECRET, "t0ken-of-the-shop");
    assertThat(log.lines())
        .allSatisfy(line -> assertThat(json(line).at("/log.level").asText()).isNotEmpty())
        .anySatisfy(line -> assertThat(json(line).at("/message").asText()).contains("has started"));
  }

  private static JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(line);
  }

  @Test
  void aProcessWithoutASecretOrWithAnUnknownPresetSaysWhichFileAndSource() throws Exception {
    Process empty = run("stripe", "", "", "127.0.0.1:1", Ports.free(), Ports.free());
    assertThat(output(empty).strip())
        .startsWith("caravan: ")
        .contains(
            directory.resolve("routes/payments.camel.yaml")
                + ", route payments-webhook: caravan-webhook: source payments")
        .contains("source payments: secrets is empty; set it")
        .doesNotContain("\n");
    assertThat(empty.waitFor()).isEqualTo(2);

    Process unknown = run("strpie", "", SECRET, "127.0.0.1:1", Ports.free(), Ports.free());
    assertThat(output(unknown).strip())
        .contains("payments.camel.yaml, route payments-webhook: caravan-webhook: source payments")
        .contains("source payments: preset 'strpie' does not exist; did you mean stripe?")
        .doesNotContain("\n", SECRET);
    assertThat(unknown.waitFor()).isEqualTo(2);
  }

  private Process run(
      String preset, String more, String secret, String brokers, int port, int management)
      throws IOException {
    return run(preset, more, secret, brokers, port, management, "output");
  }

  private Process run(
      String preset,
      String more,
      String secret,
      String brokers,
      int port,
      int management,
      String output)
      throws IOException {
    Path routes = routeFile("payments", ROUTES.formatted(preset, more)).getParent();
    Path properties =
        Files.writeString(
            directory.resolve("application.properties"),
            "payments.secret = " + secret + "\nkafka.brokers = " + brokers + "\n" + settings);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classPathWithoutTests(),
                "dev.caravan.Caravan",
                "run"));
    command.addAll(List.of("--routes", routes.toString(), "--properties", properties.toString()));
    command.addAll(List.of("-D", "camel.server.port=" + port));
    command.addAll(List.of("-D", "camel.management.port=" + management));
    command.addAll(
        List.of("-D", "caravan.datasource.url=jdbc:sqlite:" + directory.resolve(output + ".db")));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(output).toFile())
        .start();
  }

  private Path routeFile(String name, String yaml) throws IOException {
    Path routes = Files.createDirectories(directory.resolve("routes"));
    return Files.writeString(routes.resolve(name + ".camel.yaml"), yaml);
  }

  private String output(Process process) throws Exception {
    process.waitFor();
    return output("output");
  }

  private String output(String file) throws IOException {
    return Files.readString(directory.resolve(file)).strip();
  }

  /** 0 while nothing listens yet. */
  private int status(URI address, String token) throws Exception {
    try {
      return http.send(
              HttpRequest.newBuilder(address)
                  .header("X-Webhook-Token", token)
                  .POST(BodyPublishers.ofString("{\"id\":1}"))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    } catch (ConnectException e) {
      return 0;
    }
  }

  private HttpResponse<String> get(String uri) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }

  private static String classPathWithoutTests() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
