package dev.caravan.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.pull.paging.JsonPathTo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What events, ids and records a message holds. */
class EventReaderTest {
  private static final EventReader WHOLE =
      new EventReader(Optional.empty(), List.of(), new JsonPathTo("record", "$"), Optional.empty());

  @Test
  void theHeadersIdentifyTheEventAndTheValueIsItsRecord() throws PoisonException {
    Event event =
        only(WHOLE.read(message("{\"id\": 1}", "ce_id", "e1", "ce_source", "/webhook/a")));
    assertThat(event.id()).isEqualTo(new EventId("/webhook/a", "e1"));
    assertThat(event.records()).isEqualTo(List.of(Map.of("id", 1)));
  }

  @Test
  void withoutASourceTheTopicIsTheSource() throws PoisonException {
    Event event = only(WHOLE.read(message("{}", "ce_id", "e1")));
    assertThat(event.id().source()).isEqualTo("orders");
  }

  @Test
  void recordsThatWereTakenAreReadAnew() throws PoisonException {
    Event event = only(WHOLE.read(message("{\"id\": 1}", "ce_id", "e1")));
    ((Map<?, ?>) event.takeRecords().get(0)).clear();
    assertThat(event.takeRecords()).isEqualTo(List.of(Map.of("id", 1)));
  }

  @Test
  void theEventsOfOneMessageHaveItsIdAndTheirPlace() throws PoisonException {
    EventReader reader =
        new EventReader(
            Optional.of(new JsonPathTo("events", "$.items")),
            List.of(),
            new JsonPathTo("record", "$.row"),
            Optional.empty());
    List<Event> events =
        reader.read(
            message("{\"items\": [{\"row\": {\"a\": 1}}, {\"row\": {\"a\": 2}}]}", "ce_id", "e1"));
    assertThat(events).extracting(event -> event.id().id()).containsExactly("e1#0", "e1#1");
    assertThat(events.get(1).records()).isEqualTo(List.of(Map.of("a", 2)));
    assertThat(reader.read(message("{\"items\": []}", "ce_id", "e2"))).isEmpty();
    assertThatThrownBy(() -> reader.read(message("{\"other\": 1}", "ce_id", "e3")))
        .isInstanceOfSatisfying(
            PoisonException.class, e -> assertThat(e.reason()).isEqualTo(Poison.NO_EVENTS));
  }

  @Test
  void partsOfAnIdThatHoldWhatIsBetweenThemMakeNoOtherId() throws PoisonException {
    EventReader reader =
        new EventReader(
            Optional.empty(),
            List.of(new JsonPathTo("eventId", "$.a"), new JsonPathTo("eventId", "$.b")),
            new JsonPathTo("record", "$"),
            Optional.empty());
    assertThat(only(reader.read(message("{\"a\": \"x/y\", \"b\": \"z\"}"))).id())
        .isNotEqualTo(only(reader.read(message("{\"a\": \"x\", \"b\": \"y/z\"}"))).id());
  }

  @Test
  void severalPathsTogetherIdentifyAnEvent() throws PoisonException {
    EventReader reader =
        new EventReader(
            Optional.empty(),
            List.of(new JsonPathTo("eventId", "$.a"), new JsonPathTo("eventId", "$.b")),
            new JsonPathTo("record", "$"),
            Optional.empty());
    assertThat(only(reader.read(message("{\"a\": 1, \"b\": \"x\"}"))).id().id()).isEqualTo("1/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"x\": 1}", "{\"id\": []}", "{\"id\": {}}", "{\"id\": null}", "{\"id\": \" \"}"})
  void anEventWithoutAnIdHasNotTheIdOfAnother(String value) {
    for (String path : List.of("$.id", "$..id")) {
      EventReader reader =
          new EventReader(
              Optional.empty(),
              List.of(new JsonPathTo("eventId", path)),
              new JsonPathTo("record", "$"),
              Optional.empty());
      assertThatThrownBy(() -> reader.read(message(value)))
          .isInstanceOfSatisfying(
              PoisonException.class, e -> assertThat(e.reason()).isEqualTo(Poison.NO_EVENT_ID));
    }
  }

  @Test
  void aFormIsReadWhereTheContentTypeSaysSo() throws PoisonException {
    Event event =
        only(
            WHOLE.read(
                message(
                    "Body=hello+%E2%98%83&To=1&To=2&Empty=",
                    "ce_id",
                    "SM1",
                    "content-type",
                    "application/x-www-form-urlencoded; charset=UTF-8")));
    assertThat(event.records())
        .isEqualTo(List.of(Map.of("Body", "hello ☃", "To", List.of("1", "2"), "Empty", "")));
  }

  @Test
  void aMessageWithoutAValueIsADeadLetterUnlessTombstonesAreMeant() throws PoisonException {
    KafkaMessage tombstone = keyed("4711", null, "ce_id", "e1", "ce_source", "/stream/orders");
    assertThatThrownBy(() -> WHOLE.read(tombstone))
        .hasMessageContaining("set tombstoneKey")
        .isInstanceOfSatisfying(
            PoisonException.class, e -> assertThat(e.reason()).isEqualTo(Poison.EMPTY));

    Event event = only(withTombstones("order_id").read(tombstone));
    assertThat(event.id()).isEqualTo(new EventId("/stream/orders", "e1"));
    assertThat(event.records()).isEqualTo(List.of(Map.of("order_id", 4711, "deleted", true)));
    assertThat(event.isTombstone()).isTrue();
  }

  @Test
  void aTombstoneWithoutAnIdIsKnownByItsPlace() throws PoisonException {
    Event event = only(withTombstones("id").read(keyed("a-7", null)));
    assertThat(event.id()).isEqualTo(new EventId("orders", "orders-0@7"));
    assertThat(event.records()).isEqualTo(List.of(Map.of("id", "a-7", "deleted", true)));
  }

  @Test
  void aKeyThatIsNotAsToldIsADeadLetter() {
    assertThatThrownBy(() -> withTombstones("shop,id").read(keyed("4711", null)))
        .isInstanceOfSatisfying(
            PoisonException.class, e -> assertThat(e.reason()).isEqualTo(Poison.NO_RECORD));
  }

  private static EventReader withTombstones(String key) {
    return new EventReader(
        Optional.empty(),
        List.of(),
        new JsonPathTo("record", "$"),
        Optional.of(new Tombstones(key)));
  }

  private static Event only(List<Event> events) {
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static KafkaMessage message(String value, String... headers) {
    return keyed(null, value.getBytes(StandardCharsets.UTF_8), headers);
  }

  private static KafkaMessage keyed(String key, byte[] value, String... headers) {
    RecordHeaders all = new RecordHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    byte[] utf8 = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    return new KafkaMessage(new TopicPartition("orders", 0), 7, utf8, value, all);
  }
}
