package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.database.Database;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A stream that goes to a table of the database and to one of the lake, in processes that are
 * killed, while its records change: in the end both hold what the API has, each row once.
 */
@Timeout(240)
class LakeCrashIT {
  private static final int PAGES = 12;
  private static final int LIMIT = 20;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.lake.kills", 0);
  private static final List<String> NODES =
      List.of(
          "accept-rows",
          "begin-publication",
          "write-files",
          "commit-snapshot",
          "settle-publication");
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
                  parameters: {table: items, key: id, version: updated_at}
              - to:
                  uri: kamelet:caravan-lake
                  parameters: {table: items, key: id, version: updated_at, publishRows: 100}
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
    for (String node : nodes(random)) {
      Child child = caravan.startUntil(node, 1 + random.nextInt(2));
      child.awaitLine(CrashPoint.REACHED);
      child.kill();
      change(random);
    }
    Child last = caravan.start("run", "--once");
    assertThat(last.exitCode()).as("%s", last.log()).isZero();
    Child once = caravan.start("run", "--once");
    assertThat(once.exitCode()).as("%s", once.log()).isZero();
    checkTheEnd();
  }

  private static List<String> nodes(Random random) {
    List<String> nodes = new ArrayList<>(NODES);
    for (int n = 0; n < RANDOM_KILLS; n++) {
      nodes.add(NODES.get(random.nextInt(NODES.size())));
    }
    Collections.shuffle(nodes, random);
    return nodes;
  }

  /** Some records change, some are new, one gets a field that none had. */
  private void change(Random random) {
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    for (int n = 0; n < 15; n++) {
      String key = keys.get(random.nextInt(keys.size()));
      String field = "extra_" + random.nextInt(4);
      sandbox.shop().update("items", key, node -> node.put(field, random.nextInt()));
    }
    sandbox.shop().insert("items", 3);
  }

  private void checkTheEnd() throws IOException {
    Map<String, JsonNode> expected = sandbox.shop().expected("items");
    assertTable(caravan.dataSource(), "items").holds(expected);
    assertThat(caravan.unbalancedRuns()).isEmpty();
    try (Database database = new Database(caravan.url(), "", "")) {
      CatalogSettings settings =
          new CatalogSettings(processes.folder().resolve("lake").toString(), Map.of());
      Table table = new Catalogs(database).find(settings, "items").orElseThrow();
      assertSame(rows(table), expected(expected));
      assertNoPublicationIsThereTwice(table);
    }
    assertThat(caravan.rowsOfTable("caravan_lake_outbox")).isZero();
  }

  private static void assertSame(
      Map<String, Map<String, String>> rows, Map<String, Map<String, String>> expected) {
    assertThat(rows.keySet()).isEqualTo(expected.keySet());
    expected.forEach((key, row) -> assertThat(rows.get(key)).as(key).isEqualTo(row));
  }

  private static void assertNoPublicationIsThereTwice(Table table) {
    Set<String> seen = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      assertThat(seen.add(snapshot.summary().get("caravan.publication"))).isTrue();
    }
  }

  private static Map<String, Map<String, String>> rows(Table table) throws IOException {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Map<String, String> row = new TreeMap<>();
        for (Types.NestedField field : table.schema().columns()) {
          Object value = record.getField(field.name());
          if (value != null) {
            row.put(
                field.name(),
                value instanceof OffsetDateTime time ? time.toInstant().toString() : text(value));
          }
        }
        assertThat(rows.put(row.get("id"), row)).as("twice: %s", row).isNull();
      }
    }
    return rows;
  }

  private static Map<String, Map<String, String>> expected(Map<String, JsonNode> records) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (JsonNode record : records.values()) {
      Map<String, String> row = new TreeMap<>();
      ((ObjectNode) record)
          .properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  row.put(field.getKey(), text(field.getValue()));
                }
              });
      rows.put(row.get("id"), row);
    }
    return rows;
  }

  private static String text(JsonNode value) {
    if (value.isTextual() && value.asText().matches("\\d{4}-\\d\\d-\\d\\dT.*Z")) {
      return Instant.parse(value.asText()).toString();
    }
    if (value.isNumber()) {
      return text(value.decimalValue());
    }
    return value.isContainerNode() ? value.toString() : value.asText();
  }

  private static String text(Object value) {
    return value instanceof java.math.BigDecimal decimal
        ? decimal.stripTrailingZeros().toPlainString()
        : value.toString();
  }
}
