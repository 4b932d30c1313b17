package dev.caravan.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.Identity;
import dev.caravan.quarantine.IdentityFields;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.RecordField;
import dev.caravan.quarantine.Reject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordEventsTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

  @Test
  void theIdIsTheSameForTheSameInstantOrNumberHoweverItIsWritten() {
    assertThat(id("2025-04-12T11:33:00+02:00"))
        .isEqualTo(id("2025-04-12T09:33:00Z"))
        .isEqualTo(id("2025-04-12T09:33:00.000Z"))
        .isNotEqualTo(id("2025-04-12T09:33:00.001Z"));
    assertThat(id(7)).isEqualTo(id(new BigDecimal("7.0"))).isEqualTo(id("7")).isNotEqualTo(id(8));
  }

  @Test
  void theIdDoesNotChangeFromReleaseToRelease() {
    assertThat(id("2025-04-12T09:33:00Z")).isEqualTo("9a5417cdd28c078351782bbcdcd9e08f");
    assertThat(header(event(record(null)), EventHeaders.ID))
        .isEqualTo("a48fdc2aa9eea358a60e0de1df71535b");
  }

  @Test
  void theIdTellsStreamKeyVersionAndOperationApart() {
    Map<String, Object> gone = record(7);
    gone.put("deleted", true);
    Map<String, Object> other = record(7);
    other.put("id", 2);
    ProducerRecord<String, byte[]> elsewhere =
        new RecordEvents("orders", page("returns", "7"), NOW)
            .of(record(7), "1", identity(record(7)));
    assertThat(
            List.of(
                id(7),
                id(8),
                header(event(gone), EventHeaders.ID),
                header(event(other), EventHeaders.ID),
                header(elsewhere, EventHeaders.ID)))
        .doesNotHaveDuplicates();
  }

  @Test
  void withoutAVersionTheIdIsOfTheContentAndNotOfItsOrder() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", 1);
    one.put("deep", new LinkedHashMap<>(Map.of("a", 1)));
    Map<String, Object> turned = new LinkedHashMap<>();
    turned.put("deep", new LinkedHashMap<>(Map.of("a", 1)));
    turned.put("id", 1);
    Map<String, Object> other = new LinkedHashMap<>(one);
    other.put("deep", Map.of("a", 2));

    assertThat(header(event(turned), EventHeaders.ID))
        .isEqualTo(header(event(one), EventHeaders.ID))
        .isNotEqualTo(header(event(other), EventHeaders.ID));
  }

  @Test
  void withoutAVersionAnEntityThatComesBackToWhatItWasIsANewEvent() {
    RecordEvents page = new RecordEvents("orders", page("orders", "7"), NOW);
    RecordEvents again = new RecordEvents("orders", page("orders", "7"), NOW.plusSeconds(9));
    RecordEvents later = new RecordEvents("orders", page("orders", "8"), NOW);

    List<String> ids = List.of(id(page, "open"), id(page, "shut"), id(page, "open"));
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(List.of(id(again, "open"), id(again, "shut"), id(again, "open")))
        .as("the page is sent again after a crash")
        .isEqualTo(ids);
    assertThat(id(later, "open")).isNotIn(ids);
  }

  private static String id(RecordEvents page, String status) {
    Map<String, Object> record = Map.of("id", 1, "status", status);
    return header(page.of(record, "1", identity(record)), EventHeaders.ID);
  }

  @Test
  void theTimeIsTheVersionWhenThatIsATime() {
    assertThat(header(event(record("2025-01-01T01:00:00+01:00")), EventHeaders.TIME))
        .isEqualTo("2025-01-01T00:00:00Z");
    assertThat(header(event(record(7)), EventHeaders.TIME)).isEqualTo(NOW.toString());
    assertThat(header(event(record("2025-01-01T01:00:00+01:00")), EventHeaders.RECORD_VERSION))
        .isEqualTo("2025-01-01T01:00:00+01:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2025-13-01", "true"})
  void aVersionThatIsNeitherNumberNorTimeIsRefused(String version) {
    assertThat(fields().read(record(version)))
        .isInstanceOfSatisfying(
            Reject.class, reject -> assertThat(reject.reason().code()).isEqualTo("bad_version"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 200, 20_000, 3_000_000})
  void theSizeIsNeverLessThanWhatTheClientCounts(int length) {
    Map<String, Object> record = record(7);
    record.put("name", "ü".repeat(length));
    ProducerRecord<String, byte[]> event = event(record);

    int counted =
        AbstractRecords.estimateSizeInBytesUpperBound(
            RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.NONE.type(),
            event.key().getBytes(StandardCharsets.UTF_8),
            event.value(),
            event.headers().toArray());
    assertThat(RecordEvents.size(event)).isBetween(counted, counted + 200);
  }

  private static String id(Object version) {
    return header(event(record(version)), EventHeaders.ID);
  }

  private static Map<String, Object> record(Object version) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("id", 1);
    record.put("updated_at", version);
    return record;
  }

  private static ProducerRecord<String, byte[]> event(Map<String, Object> record) {
    return new RecordEvents("orders", page("orders", "7"), NOW)
        .of(record, String.valueOf(record.get("id")), identity(record));
  }

  private static Origin page(String stream, String mark) {
    return new Origin(stream, "run", "position", mark, false);
  }

  private static Identity identity(Map<String, Object> record) {
    return (Identity) fields().read(record);
  }

  private static IdentityFields fields() {
    return new IdentityFields(
        List.of(new RecordField("key", "id")),
        Optional.of(new RecordField("version", "updated_at")),
        Optional.of(new RecordField("deleted", "deleted")));
  }

  private static String header(ProducerRecord<String, byte[]> event, String name) {
    return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
