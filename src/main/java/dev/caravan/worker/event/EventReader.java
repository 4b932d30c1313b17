package dev.caravan.worker.event;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.response.Charsets;
import dev.caravan.response.ExactJson;
import dev.caravan.response.JsonPathTo;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the events of a message, their ids and their records.
 *
 * @param events where the events are, when a message holds several
 * @param eventId where an event's id is, in the order in which the parts make it one; empty for the
 *     header {@code ce_id}
 * @param record where the record of an event is
 * @param tombstones reads messages without a value; empty when they are not meant
 */
public record EventReader(
    Optional<JsonPathTo> events,
    List<JsonPathTo> eventId,
    JsonPathTo record,
    Optional<Tombstones> tombstones) {

  /** The events of a message; one that cannot be read is given up without its neighbours. */
  public MessageEvents read(KafkaMessage message) {
    MessageEvents reading = new MessageEvents();
    try {
      if (message.value() == null && tombstones.isPresent()) {
        reading.events().add(tombstones.get().read(message));
        return reading;
      }
      Elements elements = new Elements(() -> elements(message));
      for (int place : places(message, elements.size()).all()) {
        read(message, elements, place, reading);
      }
    } catch (PoisonException e) {
      reading.givenUp().add(letter(message, Places.WHOLE, e));
    }
    return reading;
  }

  private void read(KafkaMessage message, Elements elements, int index, MessageEvents reading) {
    Places place = events.isPresent() ? Places.of(index) : Places.WHOLE;
    try {
      Object element = elements.take(index);
      EventId id = id(message, element, index);
      Event.Records source = () -> records(elements.take(index));
      reading.events().add(new Event(message, place, id, source, records(element)));
    } catch (PoisonException e) {
      reading.givenUp().add(letter(message, place, e));
    }
  }

  private static DeadLetter letter(KafkaMessage message, Places places, PoisonException e) {
    return new DeadLetter(message, places, e.reason(), ErrorText.plain(e.getMessage()), 1);
  }

  /** All, unless a replay is about some of them. */
  private Places places(KafkaMessage message, int count) throws PoisonException {
    Optional<String> chosen = message.header(EventHeaders.PLACE).filter(text -> events.isPresent());
    return chosen.isPresent() ? Places.read(chosen.get(), count) : Places.upTo(count);
  }

  private List<?> elements(KafkaMessage message) throws PoisonException {
    Object body = body(message);
    if (events.isEmpty()) {
      return List.of(body);
    }
    Object found = events.get().find(body).orElse(List.of());
    if (List.of().equals(found)) {
      throw new PoisonException(
          Poison.NO_EVENTS, "events " + events.get() + " matches nothing, or an empty list");
    }
    return found instanceof List<?> list ? list : List.of(found);
  }

  private static Object body(KafkaMessage message) throws PoisonException {
    byte[] value = message.value();
    if (value == null || value.length == 0) {
      throw new PoisonException(
          Poison.EMPTY, "the message has no value; if it is a tombstone, set tombstoneKey");
    }
    try {
      String type = message.header(EventHeaders.CONTENT_TYPE).orElse("");
      byte[] utf8 = Charsets.toUtf8(value, type);
      Object body = FormBody.isMeantBy(type) ? FormBody.read(utf8) : ExactJson.read(utf8);
      if (body == null) {
        throw new PoisonException(Poison.EMPTY, "the value is null");
      }
      return body;
    } catch (ExactJson.TooDeepException e) {
      throw new PoisonException(Poison.TOO_DEEP, e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      // Not what the parser says, which repeats what was sent.
      throw new PoisonException(
          Poison.NOT_JSON,
          "the value, %d bytes, is not JSON, nor a form that its content type speaks of"
              .formatted(value.length));
    }
  }

  private EventId id(KafkaMessage message, Object element, int index) throws PoisonException {
    String source =
        message.header(EventHeaders.SOURCE).orElseGet(() -> message.partition().topic());
    return new EventId(source, name(message, element, index));
  }

  private String name(KafkaMessage message, Object element, int index) throws PoisonException {
    if (eventId.isEmpty()) {
      String id =
          message
              .header(EventHeaders.ID)
              .filter(text -> !text.isBlank())
              .orElseThrow(
                  () ->
                      new PoisonException(
                          Poison.NO_EVENT_ID,
                          "there is no header ce_id; if ids are in the value, set eventId"));
      return events.isPresent() ? id + "#" + index : id;
    }
    List<String> parts = new ArrayList<>();
    for (JsonPathTo path : eventId) {
      parts.add(
          path.find(element)
              .filter(EventReader::identifies)
              .map(String::valueOf)
              .orElseThrow(
                  () ->
                      new PoisonException(
                          Poison.NO_EVENT_ID, "eventId " + path + " matches nothing")));
    }
    return parts.size() == 1 ? parts.get(0) : joined(parts);
  }

  /** What a wildcard finds is a list; an empty one would be the id of all events without one. */
  private static boolean identifies(Object found) {
    if (found instanceof Collection<?> list) {
      return list.stream().anyMatch(EventReader::identifies);
    }
    return found != null && !Map.of().equals(found) && !found.toString().isBlank();
  }

  /** So that a and b/c are not a/b and c. */
  private static String joined(List<String> parts) {
    return parts.stream()
        .map(part -> part.replace("%", "%25").replace("/", "%2F"))
        .collect(Collectors.joining("/"));
  }

  private List<?> records(Object element) throws PoisonException {
    Object found =
        record
            .find(element)
            .filter(value -> !List.of().equals(value))
            .orElseThrow(
                () ->
                    new PoisonException(Poison.NO_RECORD, "record " + record + " matches nothing"));
    return found instanceof List<?> list ? list : List.of(found);
  }
}
