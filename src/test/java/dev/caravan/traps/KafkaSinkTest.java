package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.run.retry.RetryRecord;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What records look like on a topic, and what becomes of those that cannot go there. */
@Timeout(40)
class KafkaSinkTest extends KafkaTest {
  @Test
  void theEventsOfOneKeyAreInTheOrderOfThePages() throws Exception {
    String route = changes() + kafka("key", "order_id", "deleted", "deleted");
    String key = sandbox.shop().expected("orders").keySet().iterator().next();
    List<String> versions = new ArrayList<>();
    for (int change = 0; change < 5; change++) {
      sandbox.shop().update("orders", key, node -> node.put("status", "changed"));
      versions.add(sandbox.shop().expected("orders").get(key).get("updated_at").asText());
      assertComplete(run(List.of("orders"), api(), route).get(0));
    }

    assertThat(
            events().stream()
                .filter(event -> event.key().equals(key))
                .map(event -> TestKafka.header(event, EventHeaders.RECORD_VERSION)))
        .containsExactlyElementsOf(versions);
  }

  @Test
  void anEventIsACloudEventThatSaysWhereItsRecordComesFrom() throws Exception {
    sandbox.shop().delete("items", "7");

    assertComplete(run(api(), pull("items"), kafka("deleted", "deleted")));

    ConsumerRecord<String, byte[]> event = event("1");
    JsonNode record = sandbox.shop().expected("items").get("1");
    assertThat(headers(event))
        .containsOnly(
            entry("ce_specversion", "1.0"),
            entry("ce_id", TestKafka.header(event, EventHeaders.ID)),
            entry("ce_source", "/stream/items"),
            entry("ce_type", "dev.caravan.record.upserted"),
            entry("ce_time", record.get("updated_at").asText()),
            entry("ce_subject", "1"),
            entry("ce_stream", "items"),
            entry("ce_recordversion", record.get("updated_at").asText()),
            entry("ce_operation", "upsert"),
            entry("content-type", "application/json"));
    assertThat(json(event.value())).isEqualTo(plain(record));

    ConsumerRecord<String, byte[]> tombstone = event("7");
    assertThat(tombstone.value()).isNull();
    assertThat(headers(tombstone))
        .containsEntry("ce_type", "dev.caravan.record.deleted")
        .containsEntry("ce_operation", "delete")
        .doesNotContainKey("content-type");
  }

  @Test
  void aSecondScanSendsTheSameIdsUnlessARecordChanged() throws Exception {
    String route = pull("items") + kafka();
    assertComplete(run(api(), route));
    Map<String, Set<String>> first = idsByKey();
    sandbox.shop().update("items", "7", node -> node.put("name", "changed"));
    assertComplete(run(api(), route));

    Map<String, Set<String>> second = idsByKey();
    assertThat(first).hasSize(40).allSatisfy((key, ids) -> assertThat(ids).hasSize(1));
    second.forEach((key, ids) -> assertThat(ids).hasSize(key.equals("7") ? 2 : 1));
  }

  @Test
  void withoutAVersionAnotherScanSendsOtherIds() throws Exception {
    String route = pull("items") + kafka("version", "");
    assertComplete(run(api(), route));
    assertComplete(run(api(), route));

    assertThat(events()).hasSize(80);
    idsByKey().forEach((key, ids) -> assertThat(ids).hasSize(2));
    assertThat(headers(event("40"))).doesNotContainKey("ce_recordversion");
  }

  @Test
  void keysOfSeveralFieldsAndOfTemplates() throws Exception {
    String other = TestKafka.topic(1);
    assertComplete(
        run(
            api(),
            pull("items"),
            kafka("key", "deleted,id"),
            kafka("topic", other, "key", "item-{id}/{$.deleted}")));

    assertThat(keys(topic)).hasSize(40).contains("[false,7]");
    assertThat(keys(other)).hasSize(40).contains("item-7/false");
  }

  @Test
  void recordsThatAreNoneGoToQuarantineWithAReason() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(2)
        .badRecords(BadRecord.NULL, BadRecord.NUMBER, BadRecord.ARRAY, BadRecord.NO_KEY);

    assertComplete(run(api(), pull("items"), kafka()));

    assertThat(
            sql.queryForList(
                "select reason from caravan_quarantine where target = ? order by reason",
                String.class,
                "kafka:" + topic))
        .containsExactly("missing_key", "not_an_object", "not_an_object", "not_an_object");
    assertThat(lastRun("items")).containsEntry("quarantined", 4L);
    assertThat(events().size() + 4L).isEqualTo(lastRun("items").get("fetched"));
    assertLedgersBalance();
  }

  @Test
  void tooManyBadRecordsFailTheRunAndNothingIsSent() throws Exception {
    String error = assertFailed(run(api(), pull("items"), kafka("key", "nonsense")));

    assertThat(error).contains("kafka:" + topic, "missing_key", "that is all of them");
    assertThat(events()).isEmpty();
    assertThat(count("caravan_quarantine")).isZero();
  }

  @Test
  void aRecordThatIsTooLargeGoesToQuarantineWithItsKeyAndSize() throws Exception {
    String huge = "x".repeat(20_000);
    sandbox.shop().update("items", "7", node -> node.put("name", huge));

    assertComplete(run(api(), pull("items"), kafka("maxRecordSize", "20000")));

    assertThat(keys(topic)).hasSize(39).doesNotContain("7");
    Map<String, Object> reject =
        sql.queryForMap("select reason, detail, record from caravan_quarantine");
    assertThat(reject.get("reason")).isEqualTo("record_too_large");
    assertThat(String.valueOf(reject.get("detail")))
        .matches("key 7: 20\\d{3} bytes .*the most is 20000;.*");
    assertLedgersBalance();
  }

  @Test
  void textThatIsNoUnicodeIsSentAsATableWouldHoldIt() throws Exception {
    sandbox.faults().on("items").page(1).nulCharacter("name");
    sandbox.faults().on("items").page(2).loneSurrogate("name");
    sandbox.faults().on("items").rawField("big", "123456789012345678901234567890.123456789");

    assertComplete(run(api(), pull("items"), kafka()));

    assertThat(json(event("1").value()).get("name").asText()).endsWith("\uFFFD");
    assertThat(json(event("11").value()).get("name").asText()).endsWith("\uFFFD");
    assertThat(json(event("21").value()).get("big").decimalValue())
        .isEqualByComparingTo("123456789012345678901234567890.123456789");
  }

  @Test
  void aRecordInQuarantineIsSentWhenItIsTriedAgainOrHealedByANewerOne() throws Exception {
    for (String id : List.of("7", "8")) {
      sandbox.shop().update("items", id, node -> node.put("name", "x".repeat(20_000)));
    }
    assertComplete(run(api(), pull("items"), kafka("maxRecordSize", "20000")));
    assertThat(keys(topic)).hasSize(38).doesNotContain("7", "8");
    long seventh =
        sql.queryForObject(
            "select id from caravan_quarantine where detail like 'key 7:%'", Long.class);

    try (TestContext context =
        context(true, api(), pull("items"), kafka()).with(Map.of("caravan.streams", "none"))) {
      context.start();
      RetryRecord.Attempt attempt =
          context.bean("caravanRetryRecord", RetryRecord.class).retry(seventh);
      assertThat(attempt.loaded()).as(attempt.text()).isTrue();
    }
    assertThat(keys(topic)).hasSize(39).contains("7");
    assertThat(json(event("7").value()).get("name").asText()).hasSize(20_000);

    sandbox.shop().update("items", "8", node -> node.put("name", "short"));
    assertComplete(run(api(), pull("items"), kafka("maxRecordSize", "20000")));
    assertThat(
            sql.queryForList(
                "select outcome from caravan_quarantine where outcome is not null order by outcome",
                String.class))
        .containsExactly("healed", "retried");
  }
}
