package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tombstones for what a full scan no longer lists. */
@Timeout(60)
class DeleteMissingOnTopicTest extends KafkaTest {
  @Test
  void whatTheApiNoLongerListsBecomesATombstoneAndWhatTheRouteDropsDoesNot() throws Exception {
    String scan = pull("items", "deleteMissing", "soft");
    assertComplete(run(api(), scan + kafka()));
    List.of("3", "17", "39").forEach(key -> sandbox.shop().remove("items", key));
    assertComplete(
        runWith(
            records -> records.subList(1, records.size()).clear(),
            api(),
            scan,
            INTERFERE,
            kafka()));

    assertThat(notes()).contains("3 of 40 keys of topic " + topic, "were sent as tombstones");
    assertTopicIsTheShops();
    assertComplete(run(api(), scan + kafka()));
    assertTopicIsTheShops();
    assertLedgersBalance();
  }

  private void assertTopicIsTheShops() throws IOException {
    Map<String, JsonNode> expected = new HashMap<>();
    for (Map.Entry<String, JsonNode> item : sandbox.shop().expected("items").entrySet()) {
      expected.put(item.getKey(), KafkaTest.plain(item.getValue()));
    }
    assertThat(KafkaTest.compacted(topic)).isEqualTo(expected);
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }
}
