package dev.caravan.crash;

import static dev.caravan.lake.LakeAssert.assertLake;
import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.lake.LakeAssert;
import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.iceberg.LocalFiles;
import dev.caravan.lake.iceberg.NeededFiles;
import dev.caravan.lake.iceberg.NewTable;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.database.Database;
import dev.caravan.value.JsonText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A stream that goes to a table of the database and to one of the lake, in processes that are
 * killed, while its records change: in the end both hold what the API has, each row once.
 */
@Timeout(1200)
class LakeCrashIT {
  private static final int PAGES = 12;
  private static final int LIMIT = 20;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.lake.kills", 2);
  private static final List<String> RUN = List.of("run", "--once");
  private static final List<String> COMPACT = List.of("lake", "compact", "items");
  private static final List<String> EXPIRE = List.of("lake", "expire", "items", "--keep", "1s");

  /** Verbs, and the node after which each is killed. */
  private static final List<Map.Entry<String, List<String>>> KILLS =
      List.of(
          Map.entry("accept-rows", RUN),
          Map.entry("begin-publication", RUN),
          Map.entry("write-files", RUN),
          Map.entry("commit-snapshot", RUN),
          Map.entry("settle-publication", RUN),
          Map.entry("commit-compaction", COMPACT),
          Map.entry("commit-expiry", EXPIRE));

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}", rate: 1000}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=20", records: $.data, pagination: cursor}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at, deleted: deleted, deleteMode: hard}
              - to:
                  uri: kamelet:caravan-lake
                  parameters: {table: items, key: id, version: updated_at, deleted: deleted, deleteMode: hard, publishRows: 100}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults().withCounts(PAGES * LIMIT, 0, 0).withToken(Installation.TOKEN));
  private Installation caravan;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void theLakeHasEachRowOnceHoweverOftenTheProcessIsKilled() throws IOException {
    caravan =
        Installation.onSqlite(processes)
            .withEverythingOfTheTests()
            .of(
                ROUTES,
                "shop.url=" + sandbox.url(),
                "lake.warehouse=" + processes.folder().resolve("lake"));
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("LakeCrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    Random random = new Random(seed);
    makeTable();
    for (Runnable kill : kills(random)) {
      kill.run();
      change(random);
    }
    for (List<String> verb : List.of(RUN, RUN, COMPACT, EXPIRE)) {
      Child child = caravan.start(verb.toArray(String[]::new));
      assertThat(child.exitCode()).as("%s", child.log()).isZero();
    }
    checkTheEnd();
  }

  /** Somebody made the table, with columns that Iceberg widens. */
  private void makeTable() throws IOException {
    Schema schema =
        new Schema(
            Types.NestedField.required(1, "id", Types.StringType.get()),
            Types.NestedField.optional(2, "extra_0", Types.IntegerType.get()),
            Types.NestedField.optional(3, "extra_1", Types.DecimalType.of(6, 2)));
    NewTable made =
        new NewTable(schema, PartitionSpec.unpartitioned(), Map.of("format-version", "2"));
    inCatalog((catalogs, settings) -> catalogs.create(settings, "items", made));
  }

  private List<Runnable> kills(Random random) {
    List<Runnable> kills = new ArrayList<>();
    KILLS.forEach(kill -> kills.add(() -> killAfter(kill.getKey(), kill.getValue())));
    for (int n = 0; n < RANDOM_KILLS; n++) {
      List<String> verb = List.of(RUN, RUN, COMPACT, EXPIRE).get(random.nextInt(4));
      Duration after = Duration.ofMillis(random.nextInt(6000));
      kills.add(() -> killIn(after, verb));
    }
    Collections.shuffle(kills, random);
    // There is nothing to compact, and to expire, before something was published.
    kills.addAll(0, List.of(() -> killAfter("settle-publication", RUN)));
    return kills;
  }

  private void killAfter(String node, List<String> verb) {
    Child child = caravan.startUntil(node, 1, verb);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
  }

  private void killIn(Duration time, List<String> verb) {
    Child child = caravan.start(verb.toArray(String[]::new));
    child.endsWithin(time);
    child.kill();
  }

  /** Some records change, some are new, some go; fields are new, and their types get wider. */
  private void change(Random random) {
    List<String> keys = List.copyOf(live().keySet());
    for (int n = 0; n < 15; n++) {
      String key = keys.get(random.nextInt(keys.size()));
      sandbox.shop().update("items", key, node -> change(node, random));
    }
    for (int n = 0; n < 3; n++) {
      sandbox.shop().delete("items", keys.get(random.nextInt(keys.size())));
    }
    sandbox.shop().insert("items", 3);
  }

  private static void change(ObjectNode node, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> node.put("extra_0", random.nextBoolean() ? random.nextInt() : random.nextLong());
      case 1 ->
          node.put("extra_1", BigDecimal.valueOf(random.nextInt(random.nextInt(1, 1 << 30)), 2));
      case 2 -> node.put("extra_2", BigDecimal.valueOf(random.nextInt(10_000), random.nextInt(3)));
      case 3 -> node.put("extra_3", random.nextBoolean() ? "text" : "");
      default -> node.put("extra_4", random.nextBoolean());
    }
  }

  private Map<String, JsonNode> live() {
    Map<String, JsonNode> live = sandbox.shop().expected("items");
    live.values().removeIf(record -> record.path("deleted").asBoolean());
    return live;
  }

  private void checkTheEnd() throws IOException {
    Map<String, JsonNode> expected = live();
    assertTable(caravan.dataSource(), "items").holds(expected);
    assertThat(caravan.unbalancedRuns()).isEmpty();
    inCatalog(
        (catalogs, settings) -> {
          Table table = catalogs.find(settings, "items").orElseThrow();
          assertLake(table).holds(expected);
          assertNoPublicationIsThereTwice(table);
          assertThat(table.currentSnapshot().summary())
              .containsEntry("total-data-files", "1")
              .containsEntry("total-delete-files", "0");
          assertNoFileIsLeft(table);
          return table;
        });
    assertThat(caravan.rowsOfTable("caravan_lake_outbox")).isZero();
    readByAnother(expected);
  }

  private <T> T inCatalog(BiFunction<Catalogs, CatalogSettings, T> work) {
    try (Database database = new Database(caravan.url(), "", "");
        Catalogs catalogs = new Catalogs(database)) {
      return work.apply(
          catalogs, new CatalogSettings(processes.folder().resolve("lake").toString(), Map.of()));
    }
  }

  /**
   * A process that is killed while it writes a manifest leaves what nobody can tell the owner of.
   */
  private static void assertNoFileIsLeft(Table table) {
    List<String> files = new ArrayList<>();
    new LocalFiles().listPrefix(table.location()).forEach(file -> files.add(file.location()));
    assertThat(NeededFiles.ofAll(table, Set.of()).missing(files))
        .filteredOn(file -> RANDOM_KILLS == 0 || file.endsWith(".parquet"))
        .isEmpty();
  }

  /** By a program that is given the folder, such as src/test/third-party/lake has. */
  private void readByAnother(Map<String, JsonNode> expected) throws IOException {
    String reader = System.getProperty("crash.lake.reader", "");
    if (!reader.isEmpty()) {
      Files.writeString(
          processes.folder().resolve("expected.json"),
          JsonText.of(List.copyOf(LakeAssert.texts(expected).values())));
      List<String> command = new ArrayList<>(List.of(reader.split(" ")));
      command.add(processes.folder().toString());
      Child child = processes.start(new ProcessBuilder(command));
      assertThat(child.exitCode()).as("%s", child.log()).isZero();
    }
  }

  private static void assertNoPublicationIsThereTwice(Table table) {
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      assertThat(seen.add(snapshot.summary().get("caravan.publication"))).isTrue();
    }
  }
}
