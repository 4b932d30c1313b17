package dev.caravan.page;

import static org.awaitility.Awaitility.await;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.Ports;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that runs streams whose API brings markup wherever it can, with the page. */
public final class PageProcess implements AutoCloseable {
  public static final String TOKEN = "0123456789abcdef-token";
  static final String MARKUP =
      "<img src=x onerror=\\\"window.broken=1\\\"><script>window.broken=1</script>";

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              baseUrl: "%s"
              quota: 1000/m
              maxRetries: 0
      - route:
          id: people
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /people, every: 1h}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: people, key: id, version: v, required: city, minQuarantine: 9}
      - route:
          id: orders
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /orders, every: 1h}
            steps:
              - to: {uri: kamelet:caravan-upsert, parameters: {table: orders, key: id}}
      - route:
          id: broken
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /broken, every: 1h}
            steps:
              - to: {uri: kamelet:caravan-upsert, parameters: {table: broken, key: id}}
      """;

  private final LoopbackServer api;
  private final Process process;
  private final int port = Ports.free();
  private final HttpClient http = HttpClient.newHttpClient();

  private PageProcess(Path directory) throws IOException {
    api = LoopbackServer.start(request -> reply(request.uri().getPath()));
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(routes.resolve("people.camel.yaml"), ROUTES.formatted(api.url()));
    Path properties =
        Files.writeString(directory.resolve("page.properties"), "caravan.page.token = " + TOKEN);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                classPathWithoutTests(),
                "dev.caravan.Caravan",
                "run",
                "--routes",
                routes.toString(),
                "--properties",
                properties.toString(),
                "-D",
                "camel.management.port=" + port,
                "-D",
                "caravan.datasource.url=jdbc:sqlite:./caravan.db")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
  }

  /** Starts one, and waits until all streams have run. */
  public static PageProcess start(Path directory) throws IOException {
    PageProcess started = new PageProcess(directory);
    await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> started.get("/api/overview").split("\"ended\":\"").length == 4);
    return started;
  }

  private static Reply reply(String path) {
    if (path.equals("/orders")) {
      return Reply.json("[{\"id\": 1}]");
    }
    return path.equals("/people")
        ? Reply.json(
            """
            [{"id": 1, "v": 1, "city": "Bern"},
             {"id": 2, "v": 1, "name": "%1$s", "n": 12345678901234567890.50},
             {"id": 3, "v": 1, "%1$s": 1}]"""
                .formatted(MARKUP))
        : Reply.status(418, "{\"message\": \"" + MARKUP + "\"}");
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port + "/caravan/");
  }

  /** What is below the page, empty while nothing listens. */
  String get(String path) throws IOException, InterruptedException {
    return send(path).map(HttpResponse::body).orElse("");
  }

  Optional<HttpResponse<String>> send(String path) throws IOException, InterruptedException {
    URI whole = URI.create("http://127.0.0.1:" + port + "/caravan" + path);
    try {
      return Optional.of(http.send(HttpRequest.newBuilder(whole).build(), BodyHandlers.ofString()));
    } catch (ConnectException e) {
      return Optional.empty();
    }
  }

  /** The first line that begins so of a stream of events. */
  String event(String beginning) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address().resolve("api/events")).build();
    try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
      return lines.filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
    }
  }

  int requests() {
    return api.requests().size();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    api.close();
  }

  private static String classPathWithoutTests() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .filter(entry -> !entry.contains("test-classes"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
