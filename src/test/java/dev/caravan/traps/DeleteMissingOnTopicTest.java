package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.run.Schedule;
import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
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

  @Test
  void whatAnotherStreamSendsWhileTheScanWalksOrSentForItselfStays() throws Exception {
    String scan = pull("items", "deleteMissing", "soft") + INTERFERE + kafka();
    assertComplete(runWith(records -> {}, api(), scan));
    List.of("3", "17").forEach(key -> sandbox.shop().remove("items", key));
    try (MovingList list = new MovingList(0)) {
      list.addFirst(17);
      String[] own = {"path", "/offset?limit=10", "pagination", "offset", "deleteMissing", "soft"};
      String other = (pull("items", own) + kafka()).replace("id: items\n", "id: other\n");
      assertComplete(run(List.of("other"), api("baseUrl", list.url()), other).get(0));
    }
    String event = "- route:\n    id: event\n    from:\n      uri: direct:event\n      steps:\n";
    try (TestContext context = context(true, api(), event + kafka(), scan)) {
      Map<String, Object> again = Map.of("id", 3, "updated_at", "2025-01-01T00:00:00Z");
      AtomicInteger pages = new AtomicInteger();
      Processor step =
          exchange -> {
            if (pages.incrementAndGet() == 3) {
              send(context, again);
            }
          };
      context.context().getRegistry().bind("interfere", Processor.class, step);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      assertComplete(schedule.await("items", Duration.ofSeconds(40)).orElseThrow());
    }
    assertThat(KafkaTest.compacted(topic)).hasSize(40).containsKeys("3", "17");
    assertThat(notes()).contains("0 of 40 keys");
  }

  /** From a thread of its own, as another process would. */
  private static void send(TestContext context, Map<String, Object> record) {
    CompletableFuture.runAsync(
            () -> context.context().createProducerTemplate().sendBody("direct:event", record))
        .join();
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
