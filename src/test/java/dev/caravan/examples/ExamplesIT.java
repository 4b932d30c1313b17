package dev.caravan.examples;

import static dev.caravan.examples.HubDatabase.count;
import static dev.caravan.examples.HubDatabase.scripts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.Ports;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hubs of {@code examples/}: each is built, loads into its own database, and stops. */
@Timeout(300)
class ExamplesIT {
  private static final String KEPT = "the hub keeps a dead letter of hub-work";

  private static Path hubs;
  private static Sandbox sandbox;

  @TempDir Path folder;

  @BeforeAll
  static void build() throws Exception {
    hubs = Hubs.build();
    sandbox =
        Sandbox.start(
            SandboxOptions.defaults().withCounts(120, 90, 250).withToken("sandbox-token"));
  }

  @AfterAll
  static void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void thePlainHubLoadsIntoItsFileWithNothingThatItDoesNotUse() throws Exception {
    String url = TestDatabases.sqliteUrl(folder);
    String settings = "?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE";
    assertThat(Hubs.libraries(hubs.resolve("plain")))
        .extracting(ExamplesIT::artifact)
        .contains("sqlite-jdbc")
        .noneMatch(name -> name.matches("(.*kafka.*|vertx.*|netty.*|postgresql|camel-main)"));

    try (HubProcess hub = start("plain", Map.of("hub.database", url + settings))) {
      hub.awaitLog("stream customers .*complete");
      hub.awaitLog(KEPT);
      assertStopped(hub)
          .contains("Caravan loads into the DataSource 'warehouse' of this application, its only")
          .contains(KEPT);
    }
    assertThat(count(url, "customers")).isEqualTo(250);
  }

  @Test
  void theHubOfCamelMainLoadsIntoTheDataSourceThatItNames() throws Exception {
    String url = TestDatabases.postgresUrl();
    assertThat(Hubs.libraries(hubs.resolve("main")))
        .extracting(ExamplesIT::artifact)
        .contains("postgresql")
        .noneMatch(name -> name.matches("(.*kafka.*|vertx.*|netty.*|sqlite-jdbc)"));

    try (HubProcess hub = start("main", postgres("hub.database", url))) {
      hub.awaitLog("stream customers .*complete");
      hub.awaitLog(KEPT);
      assertStopped(hub).contains("Caravan loads into the DataSource 'warehouse'").contains(KEPT);
    }
    assertThat(count(url, "customers")).isEqualTo(250);
  }

  @Test
  void whatTheReadmeSaysIsAHub() throws Exception {
    String url = TestDatabases.postgresUrl();
    try (HubProcess hub = start("readme", postgres("hub.database", url))) {
      hub.awaitLog("stream customers .*complete");
      assertStopped(hub).contains("Caravan loads into the DataSource 'warehouse'");
    }
    assertThat(count(url, "customers")).isEqualTo(250);
  }

  @Test
  void aHubOfCamelMainWithTwoDataSourcesIsToldToNameOne() throws Exception {
    Map<String, String> settings =
        new TreeMap<>(postgres("hub.database", TestDatabases.postgresUrl()));
    settings.put("caravan.datasource", "");
    try (HubProcess hub = start("main", settings)) {
      assertThat(hub.awaitEnd())
          .contains("this application has the DataSources archive, warehouse")
          .contains("set caravan.datasource to one of them");
    }
  }

  @Test
  void aHubThatLacksWhatAKameletNeedsIsToldWhatToAdd() throws Exception {
    Path route = folder.resolve("worker.camel.yaml");
    Files.writeString(
        route,
        """
        - route:
            id: events
            from:
              uri: kamelet:caravan-webhook
              parameters: {source: partner}
              steps:
                - log: x
        """);
    Map<String, String> settings =
        new TreeMap<>(postgres("hub.database", TestDatabases.postgresUrl()));
    settings.put("camel.main.routesIncludePattern", "file:" + route);
    try (HubProcess hub = start("main", settings)) {
      assertThat(hub.awaitEnd())
          .contains(
              "route events: caravan-webhook needs org.apache.camel:camel-kafka and"
                  + " org.apache.camel:camel-platform-http-vertx, which are not on the class path");
    }
  }

  @Test
  void theHubOfSpringBootStaysUpWhenAStreamFailsAndLoadsTheOthers() throws Exception {
    String url = TestDatabases.postgresUrl();
    int webhooks = Ports.free();
    sandbox.faults().on("items").respond(403);
    Map<String, String> settings = springBoot(url);
    settings.put("spring.profiles.active", "events");
    settings.put("hub.webhooks.port", String.valueOf(webhooks));
    settings.put("kafka.brokers", TestKafka.brokers());

    try (HubProcess hub = start("spring-boot", settings)) {
      String port = hub.awaitLog("Tomcat started on port (\\d+)");
      hub.awaitLog("stream customers .*complete");
      hub.awaitLog("stream orders .*complete");
      hub.awaitLog("stream items .*failed");
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> count(url, "orders") == sandbox.shop().expected("orders").size());
      assertThat(HubCalls.webhook(webhooks)).isEqualTo(200);
      HttpResponse<String> health = HubCalls.get("http://127.0.0.1:" + port + "/actuator/health");
      assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
      assertThat(health.body()).startsWith("{\"status\":\"UP\"").contains("items", "403");
      hub.awaitLog(KEPT);
      assertStopped(hub)
          .contains("'dataSource' of this application, its only one, in transactions of its")
          .contains(KEPT);
    }
    assertThat(count(url, "customers")).isEqualTo(250);
    assertThat(count(url, "hub_region")).isZero();
    assertThat(scripts(url, "flyway_schema_history")).containsExactly("V1__hub.sql");
    assertThat(scripts(url, "caravan_schema_history"))
        .contains("V1__caravan_tables.sql")
        .doesNotContain("V1__hub.sql");
  }

  @Test
  void aHubOfSpringBootWithTablesAndNoMigrationsHasItsFlywayOffUntilItGetsSome() throws Exception {
    String url = TestDatabases.postgresUrl();
    HubDatabase.sql(url).execute("create table hub_order (id bigint primary key)");
    Map<String, String> settings = springBoot(url);
    settings.put("spring.flyway.locations", "classpath:none");
    try (HubProcess hub = start("spring-boot", settings)) {
      assertThat(hub.awaitEnd()).contains("Found non-empty schema");
    }
    settings.put("spring.flyway.enabled", "false");
    try (HubProcess hub = start("spring-boot", settings)) {
      hub.awaitLog("stream customers .*complete");
      assertStopped(hub);
    }
    assertThat(count(url, "customers")).isEqualTo(250);

    settings = springBoot(url);
    settings.put("spring.flyway.baseline-on-migrate", "true");
    settings.put("spring.flyway.baseline-version", "0");
    try (HubProcess hub = start("spring-boot", settings)) {
      hub.awaitLog("Tomcat started on port (\\d+)");
    }
    assertThat(scripts(url, "flyway_schema_history")).contains("V1__hub.sql");
  }

  @Test
  void aHubOfSpringBootWithTwoDataSourcesIsToldToNameOne() throws Exception {
    String url = TestDatabases.postgresUrl();
    Map<String, String> settings = springBoot(url);
    settings.put("spring.profiles.active", "archive");
    try (HubProcess hub = start("spring-boot", settings)) {
      assertThat(hub.awaitEnd())
          .contains("this application has the DataSources archive, dataSource; set")
          .contains("set caravan.datasource to one of them, as in caravan.datasource = #archive");
    }
    settings.put("caravan.datasource", "#dataSource");
    try (HubProcess hub = start("spring-boot", settings)) {
      hub.awaitLog("stream customers .*complete");
      assertStopped(hub)
          .contains("the DataSource 'dataSource' of this application, in transactions of its");
    }
    assertThat(count(url, "customers")).isEqualTo(250);
  }

  private static Map<String, String> springBoot(String url) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spring.datasource.url", url);
    settings.put("spring.datasource.username", "postgres");
    settings.put("spring.datasource.password", "postgres");
    settings.put("server.port", "0");
    return settings;
  }

  @Test
  void theHubOfSpringBootRunsOnTheVersionsThatBootManages() throws IOException {
    assertThat(Hubs.librariesOfBoot(hubs.resolve("spring-boot")))
        .contains("kafka-clients-3.9.1.jar")
        .anyMatch(name -> name.startsWith("HikariCP-6.3."))
        .anyMatch(name -> name.startsWith("flyway-core-11.7."))
        .anyMatch(name -> name.startsWith("jackson-databind-2.19."));
  }

  private static String artifact(String jar) {
    return jar.replaceAll("-\\d.*", "");
  }

  private HubProcess start(String hub, Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("shop.url", sandbox.url());
    return HubProcess.start(hubs.resolve(hub), folder, all);
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertStopped(HubProcess hub)
      throws InterruptedException {
    return assertThat(hub.stop()).containsPattern("Apache Camel .* shutdown in");
  }

  private static Map<String, String> postgres(String name, String url) {
    return Map.of(name, url, "hub.database.user", "postgres", "hub.database.password", "postgres");
  }
}
