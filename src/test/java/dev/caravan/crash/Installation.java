package dev.caravan.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.Caravan;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.testing.TestDatabases;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an operator has: a folder with a route and properties, and a database. */
final class Installation {
  static final String TOKEN = "crash-token";

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              baseUrl: "{{shop.url}}"
              bearerToken: "{{shop.token}}"
              quota: "{{shop.quota}}"
              maxRetryWait: "{{shop.max-retry-wait}}"
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters:
              api: shop
              path: "/items?limit={{limit}}"
              records: $.data
              pagination: cursor
              maxPages: "{{max-pages}}"
              commitEvery: "{{commit-every:2500}}"
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at, required: "id,updated_at"}
      """;

  private final Processes processes;
  private final boolean sqlite;
  private final String url;
  private final Path folder;
  private boolean asTests;
  private boolean ownTemporary;

  private Installation(Processes processes, boolean sqlite, String url, Path folder) {
    this.processes = processes;
    this.sqlite = sqlite;
    this.url = url;
    this.folder = folder;
  }

  static Installation onSqlite(Processes processes) {
    String url = TestDatabases.sqliteUrl(processes.folder());
    return new Installation(processes, true, url, processes.folder());
  }

  static Installation onPostgres(Processes processes) {
    return new Installation(processes, false, TestDatabases.postgresUrl(), processes.folder());
  }

  static Installation onMariaDb(Processes processes) {
    return new Installation(processes, false, TestDatabases.mariaDbUrl(), processes.folder());
  }

  /** Another folder with routes of its own, on the same database. */
  Installation beside(String name) {
    return new Installation(processes, sqlite, url, processes.folder().resolve(name));
  }

  /** With what the program does not bring, such as Iceberg. */
  Installation withEverythingOfTheTests() {
    asTests = true;
    return this;
  }

  /** Keeps temporary files of its processes in its folder. */
  Installation withTemporaryFilesOfItsOwn() {
    ownTemporary = true;
    return this;
  }

  Path folder() {
    return folder;
  }

  /** Sets it up for the items of a sandbox, so many a page, with lines of its own. */
  Installation of(Sandbox sandbox, int limit, String... more) {
    return of(
        ROUTES,
        String.join("\n", more),
        "shop.url=" + sandbox.url(),
        "shop.quota=1000/s",
        "shop.max-retry-wait=15m",
        "limit=" + limit,
        "max-pages=0");
  }

  /** Sets it up with other routes, and lines of their own for its properties. */
  Installation of(String yaml, String... more) {
    try {
      Files.createDirectories(routes());
      Files.writeString(routes().resolve("items.camel.yaml"), yaml);
      Files.writeString(
          properties(),
          String.join(
              "\n",
              String.join("\n", more),
              "shop.token=" + TOKEN,
              "caravan.datasource.url=" + url,
              "caravan.datasource.username=" + user(),
              "caravan.datasource.password=" + password(),
              "camel.management.port=0"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a process: a verb and its arguments. */
  Child start(String... verb) {
    return start(List.of(), verb);
  }

  /** Starts {@code run --once} that stops after a node was passed for the n-th time. */
  Child startUntil(String node, int time, String... streams) {
    List<String> verb = new ArrayList<>(List.of("run", "--once"));
    verb.addAll(List.of(streams));
    return startUntil(node, time, verb);
  }

  /** The same of any verb. */
  Child startUntil(String node, int time, List<String> words) {
    List<String> verb = new ArrayList<>(words);
    verb.addAll(List.of("-D", "camel.beans.crashPoint=#class:" + CrashPoint.class.getName()));
    return start(
        List.of("-D" + CrashPoint.PROPERTY + "=" + node + ":" + time), verb.toArray(String[]::new));
  }

  /** Starts {@code run}, held before its first run until {@link Child#letGo}. */
  Child startHeld() {
    return start("run", "-D", "camel.beans.gate=#class:" + Gate.class.getName());
  }

  private Child start(List<String> jvmOptions, String... verb) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short-lived processes: start fast rather than run fast.
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Xmx256m");
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(jvmOptions);
    if (ownTemporary) {
      command.add("-Djava.io.tmpdir=" + folder);
    }
    command.addAll(asTests ? classPathOfTheTests() : program());
    command.add(Caravan.class.getName());
    command.addAll(List.of(verb));
    command.addAll(
        List.of("--routes", routes().toString(), "--properties", properties().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // As service managers start it: Java 17 then takes ASCII for text unless it is told otherwise.
    builder.environment().put("LC_ALL", "C");
    return processes.start(builder);
  }

  /** As it is packaged, with its archive of classes, and the tests' own behind it. */
  static List<String> program() {
    Path jar = Path.of(System.getProperty("caravan.jar", ""));
    if (!Files.isRegularFile(jar)) {
      return classPathOfTheTests();
    }
    URL tests = Installation.class.getProtectionDomain().getCodeSource().getLocation();
    return List.of(
        "-XX:SharedArchiveFile=" + jar.resolveSibling("caravan.jsa"),
        "-Xlog:disable",
        "-cp",
        jar + File.pathSeparator + Path.of(URI.create(tests.toString())));
  }

  private static List<String> classPathOfTheTests() {
    return List.of("-cp", System.getProperty("java.class.path"));
  }

  /** Direct access to the database, also while processes have it open. */
  <T> T inDatabase(Function<JdbcTemplate, T> question) {
    return question.apply(TestDatabases.jdbc(dataSource()));
  }

  String url() {
    return url;
  }

  DataSource dataSource() {
    return new DriverManagerDataSource(url, user(), password());
  }

  /** Makes the database as new as it was, while no process has it open. */
  void empty() {
    if (sqlite) {
      for (String end : List.of("", "-wal", "-shm")) {
        deleteIfExists(Path.of(url.substring("jdbc:sqlite:".length()) + end));
      }
    } else {
      inDatabase(
          sql -> {
            sql.execute("drop schema public cascade");
            sql.execute("create schema public");
            return 0;
          });
    }
  }

  private static void deleteIfExists(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the database noticed that a killed process is gone, and dropped what it began. */
  void awaitNoConnection() {
    if (!sqlite && !isMariaDb()) {
      Awaitility.await("the server to drop the connections of the killed process")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () ->
                  inDatabase(
                      sql ->
                          sql.queryForObject(
                                  "select count(*) from pg_stat_activity where datname ="
                                      + " current_database() and pid <> pg_backend_pid()",
                                  Long.class)
                              == 0));
    }
  }

  /** The checkpoint of the stream, as it stands in the database. */
  JsonNode checkpoint() {
    String state =
        inDatabase(
            sql ->
                sql.queryForObject(
                    "select state from caravan_checkpoint where stream = 'items'", String.class));
    return json(state);
  }

  /** The checkpoint of a stream; an empty object when there is none yet. */
  JsonNode checkpoint(String stream) {
    String query = "select state from caravan_checkpoint where stream = '" + stream + "'";
    return hasTable("caravan_checkpoint")
        ? inDatabase(sql -> sql.queryForList(query, String.class)).stream()
            .findFirst()
            .map(Installation::json)
            .orElseGet(() -> json("{}"))
        : json("{}");
  }

  /** How often the checkpoint moved; 0 when there is none yet. */
  long checkpointVersion() {
    return hasTable("caravan_checkpoint")
        ? number("select coalesce(max(version), 0) from caravan_checkpoint")
        : 0;
  }

  /** Rows of a table, 0 when there is none. */
  long rowsOfTable(String table) {
    return hasTable(table) ? number("select count(*) from " + table) : 0;
  }

  /** The states of all runs, in the order of their starts. */
  List<String> runStates() {
    return inDatabase(
        sql -> sql.queryForList("select state from caravan_run order by started", String.class));
  }

  /** The sum of a column of {@code caravan_run} over all runs. */
  long sumOfRuns(String column) {
    return hasTable("caravan_run")
        ? number("select coalesce(sum(" + column + "), 0) from caravan_run")
        : 0;
  }

  /** Runs whose ledger does not add up. */
  List<Map<String, Object>> unbalancedRuns() {
    return inDatabase(
        sql ->
            sql.queryForList(
                "select * from caravan_run where fetched + added <> inserted + updated + unchanged"
                    + " + deleted + sent + quarantined + dropped"));
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private boolean hasTable(String name) {
    try (Connection connection = dataSource().getConnection();
        ResultSet tables = connection.getMetaData().getTables(null, null, name, null)) {
      return tables.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long number(String query) {
    return Objects.requireNonNull(inDatabase(sql -> sql.queryForObject(query, Long.class)));
  }

  private Path routes() {
    return folder.resolve("routes");
  }

  private Path properties() {
    return folder.resolve("application.properties");
  }

  private String user() {
    return sqlite ? "" : isMariaDb() ? "root" : "postgres";
  }

  private String password() {
    return sqlite || isMariaDb() ? "" : "postgres";
  }

  private boolean isMariaDb() {
    return url.startsWith("jdbc:mariadb:");
  }
}
