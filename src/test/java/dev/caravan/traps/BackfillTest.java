package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.state.Checkpoints;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.MarkedApi;
import dev.caravan.testing.MarkedApi.Query;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code ./caravan backfill}: a span of a stream, beside its own checkpoint. */
@Timeout(120)
class BackfillTest extends PullTest {
  private static final long DAY = 86_400;
  private static final long BEGIN = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

  private final MarkedApi api = new MarkedApi();

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void readsTheSpanAndGoesOnWhereItStopped() throws Exception {
    route("version: version", "slice: 7d, untilParam: before, ");
    for (int id = 1; id <= 300; id++) {
      api.put(id, BEGIN + id * DAY);
    }
    long bad = Instant.parse("2020-03-05T00:00:00Z").getEpochSecond();
    api.otherwise = query -> query.after() == bad ? Reply.status(400, "{}") : null;

    Verb first = backfill("2020-02-01", "2020-04-01");

    assertThat(first.code()).isEqualTo(1);
    assertThat(first.error()).contains("backfill of records is incomplete");
    assertThat(ids()).hasSize(53).startsWith(31L).endsWith(90L);
    assertThat(new Checkpoints(database).find("records")).isEmpty();
    assertThat(checkpoint("records.backfill").watermark()).isEmpty();

    assertThat(backfill("2020-02-01", "2020-05-01").code()).as("another span").isEqualTo(1);
    assertThat(lastRun("records.backfill").get("error").toString())
        .contains("2020-02-01T00:00:00Z to 2020-04-01T00:00:00Z is under way", "--from and --to");

    api.otherwise = query -> null;
    api.forget();
    assertThat(backfill("2020-02-01", "2020-04-01").code()).isZero();
    assertThat(api.asked().stream().map(Query::after)).containsOnly(bad);
    assertThat(ids()).hasSize(60).startsWith(31L).endsWith(90L);
    assertThat(checkpoint("records.backfill").scan()).isEmpty();
    assertThat(count("caravan_window")).isZero();
  }

  /** What the backfill read before the stream loaded a newer state of it comes later. */
  @Test
  void besideTheRunningStreamTheNewerStateStays() throws Exception {
    usePostgres();
    route("version: version", "slice: month, untilParam: before, every: 1s, ");
    api.put(1_000, BEGIN + 400 * DAY);
    String yaml = Files.readString(directory.resolve("routes").resolve("records.camel.yaml"));
    try (TestContext stream = context(false, yaml).start()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> isLoaded(1_000, 1));
      await().until(() -> checkpoint("records").watermark().isPresent());
      String before = checkpoint("records").watermark().orElseThrow();
      // They came to be known late, with marks that the stream is beyond.
      for (int id = 1; id <= 60; id++) {
        api.put(id, BEGIN + (31 + id) * DAY);
      }
      api.otherwise = query -> query.isBounded() && query.isFirst() ? changed(query) : null;

      assertThat(backfill("2020-02-01", "2020-04-01").code()).isZero();

      assertThat(stream.context().isStarted()).isTrue();
      Map<Long, Integer> versions = new HashMap<>();
      api.records().values().stream()
          .filter(
              each -> each.mark() < BEGIN + 91 * DAY || each.version() > 1 || each.id() == 1_000)
          .forEach(each -> versions.put(each.id(), each.version()));
      assertThat(versions.values()).filteredOn(version -> version > 1).hasSizeGreaterThan(1);
      await().untilAsserted(() -> assertThat(versions()).isEqualTo(versions));
      assertThat(checkpoint("records").watermark().orElseThrow()).isGreaterThan(before);
    }
    assertThat(sql.queryForList("select distinct state from caravan_run", String.class))
        .isSubsetOf("complete", "interrupted");
  }

  /** Answers what was there, when the stream has loaded what became of it. */
  private Reply changed(Query query) {
    Reply page = api.page(query);
    api.records().values().stream()
        .filter(each -> each.mark() >= query.after() && each.mark() < query.before())
        .filter(each -> each.version() == 1 && each.id() < 1_000)
        .findFirst()
        .ifPresent(
            each -> {
              api.put(each.id(), Instant.now().getEpochSecond());
              await().atMost(Duration.ofSeconds(60)).until(() -> isLoaded(each.id(), 2));
            });
    return page;
  }

  private boolean isLoaded(long id, int version) {
    return Integer.valueOf(version).equals(versions().get(id));
  }

  private Map<Long, Integer> versions() {
    Map<Long, Integer> versions = new HashMap<>();
    if (sql.queryForObject("select to_regclass('records') is not null", Boolean.class)) {
      sql.query(
          "select id, version from records",
          row -> {
            versions.put(row.getLong(1), row.getInt(2));
          });
    }
    return versions;
  }

  @Test
  void whatCannotBeReadThatWayIsRefused() throws Exception {
    route("version: version", "slice: 7d, untilParam: before, ");
    assertThat(backfill("2020-02-01", "2100-01-01").code()).isEqualTo(1);
    assertThat(lastRun("records.backfill").get("error").toString()).contains("in the future");
    Verb wrong = backfill("2020-02-01", "2020-01-01");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.error()).contains("is not before --to");
    assertThat(backfill("nobody", "2020-01-01", "2020-02-01").error()).contains("no stream nobody");

    route("version: version", "");
    assertThat(backfill("2020-02-01", "2020-04-01").error()).contains("a backfill reads in slices");

    route("required: id", "slice: 7d, untilParam: before, ");
    assertThat(backfill("2020-02-01", "2020-04-01").error()).contains("needs a version");
    assertThat(api.asked()).isEmpty();
  }

  private void route(String upsert, String slices) throws IOException {
    Path routes = Files.createDirectories(directory.resolve("routes"));
    Files.writeString(
        routes.resolve("records.camel.yaml"),
        """
        - beans:
            - name: shop
              type: dev.caravan.api.Api
              properties: {baseUrl: "%s", maxRetries: 0}
        - route:
            id: records
            from:
              uri: kamelet:caravan-pull
              parameters: {api: shop, path: "/records?limit=10", records: $.data, pagination: cursor, nextCursor: $.next, watermark: at, watermarkParam: after, %swatermarkInitial: "2020-01-01T00:00:00Z"}
              steps:
                - to: {uri: kamelet:caravan-upsert, parameters: {table: records, key: id, %s}}
        """
            .formatted(api.url(), slices, upsert));
  }

  private Verb backfill(String from, String to) throws IOException {
    return backfill("records", from, to);
  }

  private Verb backfill(String stream, String from, String to) throws IOException {
    Path properties = directory.resolve("none.properties");
    Files.writeString(properties, "");
    List<String> verb = new ArrayList<>(List.of("backfill", stream, "--from", from, "--to", to));
    verb.addAll(List.of("--routes", directory.resolve("routes").toString()));
    verb.addAll(List.of("--properties", properties.toString()));
    Map.of(
            "caravan.datasource.url",
            databaseUrl,
            "caravan.datasource.username",
            databaseUser,
            "caravan.datasource.password",
            databasePassword,
            "camel.management.enabled",
            "false")
        .forEach((key, value) -> verb.addAll(List.of("-D", key + "=" + value)));
    return Verb.run(verb);
  }

  private List<Long> ids() {
    return sql.queryForList("select id from records order by id", Long.class);
  }
}
