package dev.caravan.thirdparty;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.shop.Shop;
import dev.caravan.state.database.Database;
import dev.caravan.testing.Ports;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * Pulls the shop's data from json-server, twice, and compares: {@code src/test/third-party/run}.
 * Outside the build, since it needs node and the npm registry.
 */
public final class JsonServerCheck {
  private static final String SERVER = "json-server@0.17.4";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder = Files.createTempDirectory("caravan-third-party");
  private final Database database = TestDatabases.sqlite(folder);
  private final String routes;

  /** Of both waves, since an API that moves is another one to an incremental stream. */
  private final int port = Ports.free();

  private JsonServerCheck(Path routes) throws IOException {
    this.routes = Files.readString(routes);
  }

  /** Ends with 0 only when the tables are exact after both waves. */
  public static void main(String[] args) throws Exception {
    JsonServerCheck check = new JsonServerCheck(Path.of(args[0]));
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
      check.wave("first wave", sandbox.shop());
      sandbox.shop().secondWave();
      check.wave("second wave", sandbox.shop());
      System.out.println("The tables are exact after both waves.");
    } finally {
      check.database.close();
      FileSystemUtils.deleteRecursively(check.folder);
    }
  }

  private void wave(String name, Shop shop) throws Exception {
    Path data = folder.resolve("db.json");
    ObjectNode all = new ObjectMapper().createObjectNode();
    for (String collection : shop.collections()) {
      ArrayNode records = all.putArray(collection);
      shop.expected(collection).values().forEach(records::add);
    }
    Files.writeString(data, all.toString());
    Process server =
        new ProcessBuilder("npx", "--yes", SERVER, "--quiet", "--port", "" + port, data.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    try {
      String url = "http://localhost:" + port;
      awaitAnswer(url + "/items?_limit=1", server);
      pull(url, shop);
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
      server.waitFor();
    }
    report(name, shop);
  }

  private void pull(String url, Shop shop) throws Exception {
    Map<String, String> placeholders =
        Map.of(
            "shop.url",
            url,
            "caravan.once",
            "true",
            "caravan.datasource.url",
            TestDatabases.sqliteUrl(folder),
            "caravan.datasource.username",
            "sa");
    try (TestContext context = new TestContext().with(placeholders).routes(routes).start()) {
      Schedule schedule = context.bean("caravanSchedule", Schedule.class);
      for (String stream : shop.collections()) {
        RunOutcome outcome = schedule.await(stream, PATIENCE).orElseThrow();
        if (outcome.state() != RunState.COMPLETE) {
          throw new AssertionError(outcome.toString());
        }
      }
    }
  }

  private void report(String name, Shop shop) {
    JdbcTemplate sql = new JdbcTemplate(database.dataSource());
    for (String collection : shop.collections()) {
      TableAssert.assertTable(database.dataSource(), collection)
          .keyedBy(shop.keyField(collection))
          .ignoring("_deleted")
          .holds(shop.expected(collection));
      Map<String, Object> run =
          sql.queryForList(
                  "select pages, fetched, inserted, updated, unchanged, deleted, notes from"
                      + " caravan_run where stream = ? order by started desc",
                  collection)
              .get(0);
      System.out.printf("%s: %s %s%n", name, collection, run);
      if (run.get("notes") != null && !run.get("notes").equals("")) {
        throw new AssertionError("a false alarm: " + run.get("notes"));
      }
    }
  }

  private static void awaitAnswer(String url, Process server) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    Awaitility.await(SERVER)
        .atMost(PATIENCE)
        .failFast("the server ended first", () -> !server.isAlive())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
  }
}
