package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says and writes of APIs that are in its way. */
class DiscoverCommandTest {
  @TempDir Path directory;
  private LoopbackServer server;

  @AfterEach
  void close() {
    server.close();
  }

  private Discovered discover(Function<Sent, Reply> answers, String path, String... more) {
    server = LoopbackServer.start(answers);
    return Discovered.of(directory, "things", server.url() + path, more);
  }

  private static Reply list(int records) {
    return Reply.json("{\"data\": " + rows(records) + "}");
  }

  private static String rows(int records) {
    return IntStream.rangeClosed(1, records)
        .mapToObj("{\"id\": %d, \"updated_at\": \"2025-01-01T00:00:00Z\"}"::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void aSecretThatIsTypedOutIsSentButNeitherSaidNorWritten() throws IOException {
    Discovered file =
        discover(
            sent -> Reply.json("{\"data\": [{\"id\": 1, \"hunter22\": 2}], \"you\": \"hunter22\"}"),
            "/things",
            "-H",
            "Authorization: Bearer hunter22");
    assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer hunter22");
    assertThat(file.said() + file.text()).doesNotContain("hunter22");
    assertThat(file.text()).contains("bearerToken: \"{{env:TOKEN}}\"");
  }

  @Test
  void aKeyInTheUrlGoesIntoAVariable() throws IOException {
    Discovered file = discover(sent -> list(12), "/things?api_key=hunter22&kind=a");
    assertThat(server.requests())
        .allSatisfy(sent -> assertThat(sent.uri().getQuery()).contains("api_key=hunter22"));
    assertThat(file.said() + file.text()).doesNotContain("hunter22");
    assertThat(file.text())
        .contains("apiKey: \"{{env:TOKEN}}\"", "apiKeyQuery: api_key", "path: /things?kind=a\n");
  }

  @Test
  void headersThatAreNoSecretAreWritten() throws IOException {
    Discovered file = discover(sent -> list(12), "/things", "-H", "X-Api-Version: 2025-01");
    assertThat(file.text()).contains("headers: \"X-Api-Version: 2025-01\"");
  }

  @Test
  void nothingIsPostedWithoutABody() {
    Discovered file = discover(sent -> Reply.status(405, "{\"error\": \"POST only\"}"), "/things");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.said()).contains("--body");
    assertThat(server.requests())
        .hasSize(1)
        .allSatisfy(sent -> assertThat(sent.method()).isEqualTo("GET"));
  }

  @Test
  void missingCredentialsAreSaid() {
    Discovered file = discover(sent -> Reply.status(401, "{\"error\": \"who?\"}"), "/things");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.said()).contains("status 401", "-H 'Authorization: Bearer {{env:TOKEN}}'");
  }

  @Test
  void aResponseWithoutAListIsSaid() {
    Discovered file = discover(sent -> Reply.json("{\"data\": []}"), "/things");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.said()).contains("no list of records");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theServersPauseIsKeptAndCounts() {
    AtomicInteger count = new AtomicInteger();
    Discovered file =
        discover(
            sent ->
                count.getAndIncrement() == 1
                    ? Reply.status(429, "{}").with("Retry-After", "1")
                    : list(12),
            "/things");
    assertThat(file.said()).contains("status 429, waits 1000 ms");
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(12);
    assertThat(server.requests().get(2).uri()).isEqualTo(server.requests().get(1).uri());
  }

  @Test
  void anApiThatFailsAllTheTimeIsAskedTwelveTimesAtMost() {
    Discovered file =
        discover(
            sent -> Reply.status(503, "{}").with("Retry-After", "0"),
            "/things",
            "--quota",
            "100/s");
    assertThat(file.code()).isEqualTo(1);
    assertThat(server.requests()).hasSize(12);
  }

  @Test
  void namesThatMeanSomethingToYamlOrCamelStayNames() throws Exception {
    String odd = "\"{{env:HOME}}\": 1, \"a: b # c\": 2, \"x\\ny: z\": 3, \"it's\": 4";
    Discovered file =
        discover(
            sent -> Reply.json("[{\"id\": 1, " + odd + "}, {\"id\": 2, " + odd + "}]"), "/things");
    assertThat(file.code()).as(file.said()).isZero();
    String url = TestDatabases.sqliteUrl(directory);
    try (Database database = new Database(url, "", "")) {
      file.runs(database, url);
    }
  }

  @Test
  void aListAsLongAsPagesOftenAreLeavesAQuestion() throws IOException {
    Discovered file = discover(sent -> list(50), "/things");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.text())
        .contains("QUESTION, without whose answer records may be missing: 50 records");
  }

  @Test
  void aBodyWithASecretIsRefused() {
    Discovered file =
        discover(sent -> list(12), "/things", "--body", "{\"a\": {\"api_key\": \"hunter22\"}}");
    assertThat(file.code()).isEqualTo(2);
    assertThat(file.said()).contains("api_key").doesNotContain("hunter22");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void ofTwoListsNoneIsTakenForTheRecordsWithoutASign() throws IOException {
    Discovered file =
        discover(
            sent -> Reply.json("{\"users\": " + rows(12) + ", \"groups\": " + rows(14) + "}"),
            "/things");
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.text()).contains("Which list are the records: $.groups or $.users?");
  }

  @Test
  void ofTwoListsTheOneWithAUsualNameIsTaken() throws IOException {
    Discovered file =
        discover(
            sent -> Reply.json("{\"data\": " + rows(12) + ", \"groups\": " + rows(14) + "}"),
            "/things");
    assertThat(file.code()).as(file.said()).isZero();
    assertThat(file.text()).contains("records: $.data\n");
  }

  @Test
  void aFileThatIsThereIsKept() throws IOException {
    Path there = directory.resolve("things.camel.yaml");
    Files.writeString(there, "mine");
    Discovered file = discover(sent -> list(12), "/things");
    assertThat(file.code()).isEqualTo(2);
    assertThat(Files.readString(there)).isEqualTo("mine");
    assertThat(server.requests()).isEmpty();
  }

  /**
   * As json-server does: what ends in _gte filters by a field, and by one that is not there, too.
   */
  @Test
  void aFilterIsFoundThatOtherNamesGetInTheWayOf() throws IOException {
    Discovered file =
        discover(
            sent -> {
              Map<String, String> query = query(sent);
              String since =
                  query.keySet().stream().anyMatch(name -> name.endsWith("__gte"))
                      ? "9999"
                      : query.getOrDefault("updated_at_gte", "");
              List<String> kept =
                  IntStream.rangeClosed(1, 90)
                      .filter(id -> time(id).compareTo(since) >= 0)
                      .mapToObj(
                          id -> "{\"id\": %d, \"updated_at\": \"%s\"}".formatted(id, time(id)))
                      .toList();
              int size = Integer.parseInt(query.getOrDefault("_limit", "1000"));
              int from = (Integer.parseInt(query.getOrDefault("_page", "1")) - 1) * size;
              return Reply.json(
                  "{\"data\": "
                      + kept.subList(
                          Math.min(from, kept.size()), Math.min(from + size, kept.size()))
                      + "}");
            },
            "/things",
            "--quota",
            "100/s");
    assertThat(file.text())
        .as(file.said())
        .contains("watermarkParam: updated_at_gte")
        .doesNotContain("What is the API's limit", "exclusive");
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(12);
  }

  private static String time(int id) {
    return "2025-01-01T00:%02d:%02dZ".formatted(id * 7 % 60, id % 60);
  }

  private static Map<String, String> query(Sent sent) {
    return Stream.of(String.valueOf(sent.uri().getQuery()).split("&"))
        .filter(pair -> pair.contains("="))
        .collect(
            Collectors.toMap(
                pair -> pair.replaceFirst("=.*", ""), pair -> pair.replaceFirst("[^=]*=", "")));
  }

  @Test
  void aFolderThatIsNotThereIsMade() throws IOException {
    server = LoopbackServer.start(sent -> list(12));
    Path routes = directory.resolve("new/routes");
    Discovered file = Discovered.of(routes, "things", server.url() + "/things");
    assertThat(file.said()).contains("requests; what could not be settled stands in the file");
    assertThat(routes.resolve("things.camel.yaml")).exists();
  }
}
