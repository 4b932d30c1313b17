package dev.caravan.lake;

import static dev.caravan.lake.LakeAssert.assertLake;
import static dev.caravan.testing.TableAssert.assertTable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TestDatabases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One stream into SQLite, into PostgreSQL and into the lake: the same rows with the same values.
 */
class SameContentTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final TypeReference<Map<String, Object>> RECORD = new TypeReference<>() {};
  private static final String ITEMS =
      "table: items, key: id, version: updated_at, deleted: deleted, deleteMode: hard";

  @TempDir Path folder;

  @Test
  void sqliteAndPostgresAndTheLakeHaveEqualContent() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(60, 0, 0));
        LakeHub sqlite = LakeHub.onSqlite(folder.resolve("one")).alsoUpserting(ITEMS);
        LakeHub postgres =
            new LakeHub(folder.resolve("other"), TestDatabases.postgresUrl(), "postgres")
                .alsoUpserting(ITEMS)) {
      List<LakeHub> hubs = List.of(sqlite, postgres);
      Random random = new Random(7);
      for (LakeHub hub : hubs) {
        hub.start(ITEMS);
      }
      for (int round = 0; round < 4; round++) {
        for (LakeHub hub : hubs) {
          load(hub, sandbox.shop().expected("items"));
        }
        change(sandbox, random);
      }
      Map<String, JsonNode> expected = sandbox.shop().expected("items");
      for (LakeHub hub : hubs) {
        load(hub, expected);
      }
      expected.values().removeIf(record -> record.path("deleted").asBoolean());
      for (LakeHub hub : hubs) {
        assertTable(hub.database().dataSource(), "items").holds(expected);
        assertLake(hub.table("items")).holds(expected);
      }
    }
  }

  private static void load(LakeHub hub, Map<String, JsonNode> records) {
    hub.accept(records.values().stream().map(SameContentTest::record).toList());
    hub.publish();
  }

  /** As a pull gives it to the steps of a route. */
  private static Map<String, Object> record(JsonNode node) {
    try {
      return JSON.readValue(node.toString(), RECORD);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void change(Sandbox sandbox, Random random) {
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    for (int n = 0; n < 20; n++) {
      sandbox
          .shop()
          .update(
              "items",
              keys.get(random.nextInt(keys.size())),
              node -> {
                switch (random.nextInt(4)) {
                  case 0 -> node.put("whole", random.nextLong());
                  case 1 ->
                      node.put("exact", new BigDecimal("12345678901234567890.000000000000000001"));
                  case 2 -> node.put("mixed", BigDecimal.valueOf(random.nextInt(500), 1));
                  default -> node.put("text", "Zoë %d \uD83D\uDE80".formatted(random.nextInt()));
                }
              });
    }
    sandbox.shop().delete("items", keys.get(random.nextInt(keys.size())));
    sandbox.shop().insert("items", 2);
  }
}
