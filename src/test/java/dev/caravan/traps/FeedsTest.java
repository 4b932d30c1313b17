package dev.caravan.traps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.testing.TableAssert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Routes of feeds of the sandbox's changes of items, one for each kind. */
abstract class FeedsTest extends PullTest {
  static final Map<String, List<String>> KINDS = kinds();

  private static Map<String, List<String>> kinds() {
    Map<String, List<String>> kinds = new TreeMap<>();
    kinds.put("seq", List.of("path", "/couchdb/items/changes?limit=7", "records", "$.results"));
    kinds.put(
        "list",
        List.of("feed", "list", "path", "/stripe/items/changes?limit=7", "records", "$.data"));
    kinds.put(
        "offset",
        List.of("feed", "offset", "path", "/log/items/changes?limit=7", "records", "$.records"));
    kinds.put(
        "sse",
        List.of(
            "feed", "sse",
            "path", "/sse/items/changes?heartbeat=50",
            "windowEvents", "7",
            "windowTime", "300ms",
            "entity", "$.data.doc",
            "deletedWhen", "$.event=deleted",
            "sequence", "$.data.seq"));
    return kinds;
  }

  long last() {
    return sandbox.shop().lastChange("items");
  }

  String text(Object runId, String column) {
    return sql.queryForObject(
        "select " + column + " from caravan_run where run_id = ?", String.class, runId);
  }

  void setBackTo(String cursor) {
    Checkpoints checkpoints = new Checkpoints(database);
    Checkpoint now = checkpoints.find("changes").orElseThrow();
    checkpoints.move(now, now.replayed(Optional.of(cursor), Instant.now()));
  }

  /** The stream that a snapshot is taken through; its own route goes nowhere. */
  static String snapshotSource() {
    return "- route:\n    id: whole\n    from:\n      uri: kamelet:caravan-pull\n"
        + "      parameters: {api: shop, path: '/items?limit=11', records: $.data,"
        + " pagination: cursor, every: 1h}\n      steps:\n        - log: whole\n";
  }

  static String healed(String kind, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "snapshot",
                "whole",
                "maxSnapshotDeletes",
                "60%",
                "anchorPath",
                kind.equals("list")
                    ? "/stripe/items/changes?limit=1"
                    : "/couchdb/items/changes?since=now",
                "anchor",
                kind.equals("list") ? "$.data[0].id" : "$.last_seq"));
    all.addAll(List.of(more));
    return route(kind, all.toArray(String[]::new));
  }

  /** Updates, inserts and deletes, so many of each and more. */
  void change(int rounds) {
    for (int n = 0; n < rounds; n++) {
      List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
      String text = "round " + n;
      sandbox.shop().update("items", keys.get(n % keys.size()), node -> node.put("status", text));
      if (n % 3 == 0) {
        sandbox.shop().insert("items", 1);
        sandbox.shop().remove("items", keys.get((n * 7 + 3) % keys.size()));
      }
    }
  }

  RunOutcome replay(String kind, String... more) throws Exception {
    return run(List.of("changes"), api(), route(kind, more)).get(0);
  }

  static String route(String kind, String... more) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("api", "shop");
    parameters.put("entity", "$.doc");
    put(parameters, KINDS.get(kind).toArray(String[]::new));
    put(parameters, more);
    List<String> flow =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + ": '" + each.getValue() + "'")
            .toList();
    return "- route:\n    id: changes\n    from:\n      uri: kamelet:caravan-replay\n"
        + "      parameters: {"
        + String.join(", ", flow)
        + "}\n      steps:\n"
        + upsert("items", "id", "deleted", "deleted", "deleteMode", "hard");
  }

  private static void put(Map<String, String> parameters, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
  }

  void assertTableIsTheShops() {
    Map<String, JsonNode> expected = sandbox.shop().expected("items");
    TableAssert.assertTable(database.dataSource(), "items").holds(expected);
  }
}
