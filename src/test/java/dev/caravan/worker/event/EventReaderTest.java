package dev.caravan.worker.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.response.JsonPathTo;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
        reader
            .read(
                message(
                    "{\"items\": [{\"row\": {\"a\": 1}}, {\"row\": {\"a\": 2}}]}", "ce_id", "e1"))
            .events();
    assertThat(events).extracting(event -> event.id().id()).containsExactly("e1#0", "e1#1");
    assertThat(events.get(1).records()).isEqualTo(List.of(Map.of("a", 2)));
    assertThat(givenUp(reader, message("{\"items\": []}", "ce_id", "e2")).reason())
        .isEqualTo(Poison.NO_EVENTS);
    assertThat(givenUp(reader, message("{\"other\": 1}", "ce_id", "e3")).reason())
        .isEqualTo(Poison.NO_EVENTS);
  }

  @Test
  void anEventThatCannotBeReadGoesWithoutItsNeighboursAndAReplayReadsItAlone()
      throws PoisonException {
    EventReader reader =
        new EventReader(
            Optional.of(new JsonPathTo("events", "$[*]")),
            List.of(new JsonPathTo("eventId", "$.id")),
            new JsonPathTo("record", "$.row"),
            Optional.empty());
    String value =
        "[{\"id\": 1, \"row\": {\"a\": 1}}, {\"row\": {\"a\": 2}}, {\"id\": 3}, 4,"
            + " {\"id\": 5, \"row\": {\"a\": 5}}]";
    MessageEvents reading = reader.read(message(value));
    assertThat(reading.events()).extracting(event -> event.id().id()).containsExactly("1", "5");
    assertThat(reading.givenUp())
        .extracting(letter -> letter.places() + " " + letter.reason().code())
        .containsExactly("1 no_event_id", "2 no_record", "3 no_event_id");

    assertThat(only(reader.read(message(value, "caravan_place", "4"))).id().id()).isEqualTo("5");
    assertThat(givenUp(reader, message(value, "caravan_place", "2")).places())
        .isEqualTo(Places.of(2));
    for (String other : List.of("5", "-1", "x", "")) {
      assertThat(givenUp(reader, message(value, "caravan_place", other)).reason())
          .isEqualTo(Poison.NO_EVENTS);
    }
  }

  @Test
  void jsonThatIsDeeperThanTheLimitIsCalledThat() {
    assertThat(WHOLE.read(message("[".repeat(1000) + "]".repeat(1000), "ce_id", "e1")).events())
        .hasSize(1);
    DeadLetter letter = givenUp(WHOLE, message("[".repeat(1001) + "]".repeat(1001), "ce_id", "e1"));
    assertThat(letter.reason()).isEqualTo(Poison.TOO_DEEP);
    assertThat(letter.error().logged()).contains("deeper than 1000");
    assertThat(givenUp(WHOLE, message("[".repeat(1001) + "x", "ce_id", "e1")).reason())
        .isEqualTo(Poison.TOO_DEEP);
    assertThat(givenUp(WHOLE, message("[x", "ce_id", "e1")).reason()).isEqualTo(Poison.NOT_JSON);
  }

  @Test
  void ofAMessageOfManyBadEventsTheLaterOnesShareALetter() {
    KafkaMessage message = message("[]");
    DeadLetters letters = new DeadLetters();
    for (int place = 0; place < 30; place++) {
      letters.add(
          new DeadLetter(message, Places.of(place), Poison.NO_RECORD, ErrorText.plain("none"), 1));
    }
    List<String> places = new ArrayList<>();
    while (!letters.isEmpty()) {
      places.add(letters.removeFirst().places().toString());
    }
    assertThat(places).hasSize(20).contains("0", "18").endsWith("19,20,21,22,23,24,25,26,27,28,29");
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
      assertThat(givenUp(reader, message(value)).reason()).isEqualTo(Poison.NO_EVENT_ID);
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
    DeadLetter letter = givenUp(WHOLE, tombstone);
    assertThat(letter.reason()).isEqualTo(Poison.EMPTY);
    assertThat(letter.error().whole()).contains("set tombstoneKey");

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
    assertThat(givenUp(withTombstones("shop,id"), keyed("4711", null)).reason())
        .isEqualTo(Poison.NO_RECORD);
  }

  private static EventReader withTombstones(String key) {
    return new EventReader(
        Optional.empty(),
        List.of(),
        new JsonPathTo("record", "$"),
        Optional.of(new Tombstones(key)));
  }

  private static Event only(MessageEvents reading) {
    assertThat(reading.givenUp()).isEmpty();
    assertThat(reading.events()).hasSize(1);
    return reading.events().get(0);
  }

  private static DeadLetter givenUp(EventReader reader, KafkaMessage message) {
    MessageEvents reading = reader.read(message);
    assertThat(reading.events()).isEmpty();
    assertThat(reading.givenUp()).hasSize(1);
    return reading.givenUp().get(0);
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
