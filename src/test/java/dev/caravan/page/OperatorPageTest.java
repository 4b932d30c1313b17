package dev.caravan.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.page.call.PageCall;
import dev.caravan.page.call.PageReply;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may see and do what, and that all of it is in the description of the API. */
@Timeout(120)
class OperatorPageTest {
  private static final String TOKEN = "0123456789abcdef-token";
  private static final String SECRET = "jane@example.com";
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private Database database;
  private DefaultCamelContext context;
  private OperatorPage page;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(directory);
    context = new DefaultCamelContext();
    context.getRegistry().bind("caravanDatabase", database);
    page = page(TOKEN);
  }

  @AfterEach
  void close() {
    context.stop();
    database.close();
  }

  private OperatorPage page(String token) {
    OperatorPage made = new OperatorPage();
    made.setToken("token " + token);
    made.setCamelContext(context);
    return made;
  }

  @Test
  void withoutTheTokenNothingThatARecordOrAnErrorHoldsIsShown() throws IOException {
    run("orders", "r1", BEGIN, "failed: " + SECRET);
    kept();
    new Checkpoints(database).open("orders");
    database
        .jdbc()
        .update(
            "update caravan_checkpoint set state = replace(state, '\"watermark\":null',"
                + " '\"watermark\":\""
                + SECRET
                + "\"')");
    List<String> seen = new ArrayList<>();
    for (String path :
        List.of(
            "/overview",
            "/stream?name=orders",
            "/runs?stream=orders",
            "/quarantine?all=1",
            "/record?id=1")) {
      seen.add(text(page.answer(get(path, Map.of()))));
      seen.add(text(page.answer(get(path, Map.of("Authorization", "Bearer " + SECRET)))));
      seen.add(text(page("").answer(get(path, Map.of("Authorization", "Bearer ")))));
    }
    assertThat(seen).noneMatch(reply -> reply.contains(SECRET));
    assertThat(seen).anyMatch(reply -> reply.contains("missing_required"));

    Map<String, String> mine = Map.of("Authorization", "Bearer " + TOKEN);
    for (String path :
        List.of("/stream?name=orders", "/runs?stream=orders", "/quarantine", "/record?id=1")) {
      assertThat(text(page.answer(get(path, mine)))).as(path).contains(SECRET);
    }
  }

  @Test
  void withoutTheTokenNothingIsDone() throws IOException {
    kept();
    new Checkpoints(database).open("orders");
    for (String path : posts()) {
      assertThat(post(page, path, Map.of()).status()).as(path).isEqualTo(401);
      assertThat(post(page, path, Map.of("Authorization", "Bearer wrong")).status()).isEqualTo(401);
      assertThat(post(page(""), path, Map.of("Authorization", "Bearer ")).status())
          .as(path)
          .isEqualTo(403);
    }
    assertThat(database.jdbc().queryForList("select stream from caravan_pause")).isEmpty();
    assertThat(
            database.jdbc().queryForList("select id from caravan_quarantine where outcome is null"))
        .hasSize(1);
  }

  @Test
  void withTheTokenEachActionDoesWhatItSays() throws IOException {
    kept();
    new Checkpoints(database).open("orders");
    Map<String, String> mine = Map.of("Authorization", "Bearer " + TOKEN);

    assertThat(post(page, "/stream/pause", mine).status()).isEqualTo(200);
    assertThat(text(page.answer(get("/overview", Map.of())))).contains("\"paused\":true");
    assertThat(post(page, "/stream/resume", mine).status()).isEqualTo(200);
    assertThat(text(page.answer(get("/overview", Map.of())))).contains("\"paused\":false");

    assertThat(post(page, "/stream/reset", mine, "{\"stream\": \"orders\", \"confirm\": \"no\"}"))
        .extracting(PageReply::status)
        .isEqualTo(400);
    assertThat(
            post(page, "/stream/reset", mine, "{\"stream\": \"orders\", \"confirm\": \"orders\"}"))
        .extracting(PageReply::status)
        .isEqualTo(200);
    assertThat(database.jdbc().queryForList("select action from caravan_checkpoint_change"))
        .containsExactly(Map.of("action", "reset"));

    assertThat(post(page, "/stream/run", mine).status()).isEqualTo(404);
    assertThat(post(page, "/record/discard", mine, "{\"id\": 1}").status()).isEqualTo(200);
    assertThat(post(page, "/record/discard", mine, "{\"id\": 1}").status()).isEqualTo(404);
    assertThat(database.jdbc().queryForList("select outcome from caravan_quarantine"))
        .containsExactly(Map.of("outcome", "discarded"));
  }

  @Test
  void whatAnotherSiteSendsIsRefusedWhateverItBrings() {
    Map<String, String> mine = new HashMap<>(Map.of("Authorization", "Bearer " + TOKEN));
    for (Map<String, String> other :
        List.of(
            Map.of("Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "same-site"),
            Map.of("Origin", "http://evil.example", "Host", "127.0.0.1:8081"),
            Map.of("Origin", "http://127.0.0.1:9000", "Host", "127.0.0.1:8081"),
            Map.of("Origin", "null", "Host", "127.0.0.1:8081"))) {
      Map<String, String> headers = new HashMap<>(mine);
      headers.putAll(other);
      assertThat(post(page, "/stream/pause", headers).status()).as(other.toString()).isEqualTo(403);
      assertThat(page.answer(get("/overview", headers)).status()).isEqualTo(403);
    }
    mine.putAll(Map.of("Origin", "http://127.0.0.1:8081", "Host", "127.0.0.1:8081"));
    assertThat(page.answer(get("/overview", mine)).status()).isEqualTo(200);
  }

  @Test
  void whatIsNoJsonOrLacksAFieldIsRefused() {
    Map<String, String> mine = new HashMap<>(Map.of("Authorization", "Bearer " + TOKEN));
    assertThat(post(page, "/stream/pause", mine, "{").status()).isEqualTo(400);
    assertThat(post(page, "/stream/pause", mine, "{\"stream\": 7}").status()).isEqualTo(400);
    assertThat(post(page, "/record/retry", mine, "{\"id\": \"1\"}").status()).isEqualTo(400);
    assertThat(page.answer(get("/runs?stream=a&limit=many", mine)).status()).isEqualTo(400);
    PageCall form = new PageCall("POST", "/api/stream/pause", Map.of(), mine, "stream=orders");
    assertThat(page.answer(form).status()).isEqualTo(415);
    assertThat(page.answer(new PageCall("DELETE", "/api/overview", Map.of(), mine, "")).status())
        .isEqualTo(405);
    assertThat(page.answer(get("/../page.js", mine)).status()).isEqualTo(404);
  }

  @Test
  void aTokenThatIsEasilyGuessedStopsTheStart() {
    assertThatThrownBy(() -> page("short"))
        .hasMessageContaining("caravan.page.token has 5 characters, the least is 16");
    assertThat(page.hideSecrets("it is " + TOKEN)).isEqualTo("it is ***");
  }

  @Test
  void nothingInlineAndNothingFromElsewhere() throws IOException {
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self';")
        .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    String html = file("/");
    assertThat(html)
        .doesNotContain("http:", "https:", "style=", "<style")
        .doesNotContainPattern("<script(?![^>]*src=)")
        .doesNotContainPattern(" on[a-z]+=");
    assertThat(file("/page.js"))
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(")
        .doesNotContain("Function(", "srcdoc", "https:");
    assertThat(file("/page.css")).doesNotContain("url(", "@import");
  }

  /** Each path of the API is in its description, and each that is described is there. */
  @Test
  void theDescriptionOfTheApiIsTheApi() throws IOException {
    Map<String, String> mine = Map.of("Authorization", "Bearer " + TOKEN);
    for (String path : posts()) {
      assertThat(text(post(page, path, mine))).as(path).doesNotContain("the API has no");
    }
    for (String path : paths("get")) {
      if (!path.equals("/events")) {
        assertThat(text(page.answer(get(path, mine)))).as(path).doesNotContain("the API has no");
      }
    }
    String code = Files.readString(Path.of("src/main/java/dev/caravan/page/PageApi.java"));
    Set<String> inCode = new HashSet<>();
    Pattern.compile("case \"(/[a-z/]+)\"")
        .matcher(code)
        .results()
        .forEach(each -> inCode.add(each.group(1)));
    inCode.add("/events");
    Set<String> described = new HashSet<>(posts());
    described.addAll(paths("get"));
    assertThat(described).isEqualTo(inCode);
  }

  @Test
  void twoHundredStreamsAndTenThousandRunsAreShownAPortionAtATime() throws IOException {
    List<Object[]> rows = new ArrayList<>();
    for (int stream = 0; stream < 200; stream++) {
      for (int run = 0; run < 50; run++) {
        rows.add(
            row(
                "stream-" + stream,
                "r" + stream + "-" + (100 + run),
                BEGIN.plusSeconds(run / 2),
                null));
      }
    }
    database
        .transaction()
        .executeWithoutResult(status -> database.jdbc().batchUpdate(INSERT, rows));

    JsonNode overview = json(page.answer(get("/overview", Map.of())));

    assertThat(overview.path("streams")).hasSize(200);
    assertThat(overview.path("streams"))
        .allMatch(each -> each.path("last_run").path("run_id").asText().endsWith("-149"));
    Set<String> seen = new HashSet<>();
    String before = "";
    for (JsonNode portion = runs(before); !portion.isEmpty(); portion = runs(before)) {
      for (JsonNode each : portion) {
        assertThat(seen.add(each.path("run_id").asText())).isTrue();
        before = each.path("run_id").asText();
      }
      assertThat(portion.size()).isLessThanOrEqualTo(20);
    }
    assertThat(seen).hasSize(50);
  }

  private JsonNode runs(String before) throws IOException {
    return json(page.answer(get("/runs?stream=stream-7&limit=20&before=" + before, Map.of())))
        .path("runs");
  }

  private static final String INSERT =
      "insert into caravan_run (run_id, stream, state, started, error) values (?, ?, ?, ?, ?)";

  private void run(String stream, String id, Instant started, String error) {
    database.jdbc().update(INSERT, row(stream, id, started, error));
  }

  private Object[] row(String stream, String id, Instant started, String error) {
    return new Object[] {
      id, stream, error == null ? "complete" : "failed", database.time(started), error
    };
  }

  private void kept() {
    database
        .jdbc()
        .update(
            "insert into caravan_quarantine (stream, run_id, target, page_position, reason, detail,"
                + " record, created_at) values ('orders', 'r1', 'orders', ?, 'missing_required', ?,"
                + " ?, ?)",
            SECRET,
            SECRET,
            "{\"mail\":\"" + SECRET + "\"}",
            database.time(BEGIN));
  }

  private static Set<String> posts() throws IOException {
    return paths("post");
  }

  private static Set<String> paths(String method) throws IOException {
    JsonNode paths =
        new ObjectMapper()
            .readTree(OperatorPageTest.class.getResource("/caravan/page/openapi.json"))
            .path("paths");
    Set<String> those = new HashSet<>();
    paths
        .fields()
        .forEachRemaining(
            each -> {
              if (each.getValue().has(method)) {
                those.add(each.getKey());
              }
            });
    return those;
  }

  private static PageCall get(String pathAndQuery, Map<String, String> headers) {
    String[] parts = pathAndQuery.split("\\?");
    Map<String, String> query = new HashMap<>();
    for (String each : parts.length > 1 ? parts[1].split("&") : new String[0]) {
      query.put(each.replaceFirst("=.*", ""), each.replaceFirst("[^=]*=", ""));
    }
    return new PageCall("GET", "/api" + parts[0], query, headers, "");
  }

  private static PageReply post(OperatorPage page, String path, Map<String, String> headers) {
    return post(page, path, headers, "{\"stream\": \"orders\"}");
  }

  private static PageReply post(
      OperatorPage page, String path, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return page.answer(new PageCall("POST", "/api" + path, Map.of(), all, body));
  }

  private String file(String path) {
    return text(page.answer(new PageCall("GET", path, Map.of(), Map.of(), "")));
  }

  private static String text(PageReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(PageReply reply) throws IOException {
    return new ObjectMapper().readTree(reply.body());
  }
}
