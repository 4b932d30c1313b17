package dev.caravan.work;

import dev.caravan.event.EventHeaders;
import dev.caravan.pull.format.Charsets;
import dev.caravan.pull.format.ExactJson;
import dev.caravan.pull.paging.JsonPathTo;
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
record EventReader(
    Optional<JsonPathTo> events,
    List<JsonPathTo> eventId,
    JsonPathTo record,
    Optional<Tombstones> tombstones) {

  /**
   * The events of a message, in their order.
   *
   * @throws PoisonException when it is not what the worker is told to read
   */
  List<Event> read(KafkaMessage message) throws PoisonException {
    if (message.value() == null && tombstones.isPresent()) {
      return List.of(tombstones.get().read(message));
    }
    List<?> elements = elements(message);
    List<Event> found = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      int index = i;
      found.add(
          new Event(
              message,
              id(message, elements.get(i), index),
              () -> records(elements(message).get(index)),
              records(elements.get(i))));
    }
    return found;
  }

  private List<?> elements(KafkaMessage message) throws PoisonException {
    Object body = body(message);
    if (events.isEmpty()) {
      return List.of(body);
    }
    Object found = events.get().find(body).orElse(List.of());
    if (List.of().equals(found) && !events.get().exists(body)) {
      throw new PoisonException(Poison.NO_EVENTS, "events " + events.get() + " matches nothing");
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
