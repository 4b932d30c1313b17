package dev.caravan.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a stream of server-sent events: lines that end with LF, CR or both, fields {@code id},
 * {@code event}, {@code data} and {@code retry}, comments, and events that a blank line ends
 * (WHATWG HTML, section 9.2.6). What is left behind the last blank line is no event. For one
 * thread.
 */
final class ServerSentEvents {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<Event> events = new ArrayList<>();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private String type = "";
  private Optional<String> lastId;
  private Optional<String> reached;
  private Optional<Long> retry = Optional.empty();

  /**
   * An event.
   *
   * @param id the last id that the stream named, which may be that of an event before
   * @param type {@code message} when the stream names none
   */
  record Event(Optional<String> id, String type, String data) {}

  private ServerSentEvents(Optional<String> lastId) {
    this.lastId = lastId;
    this.reached = lastId;
  }

  /**
   * Reads the bytes of a stream, always UTF-8.
   *
   * @param lastId the id with which the stream was asked to resume
   */
  static ServerSentEvents read(byte[] stream, Optional<String> lastId) {
    ServerSentEvents reader = new ServerSentEvents(lastId.filter(id -> !id.isEmpty()));
    String text = new String(stream, StandardCharsets.UTF_8);
    String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    int start = 0;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '\n' || c == '\r') {
        reader.line(body.substring(start, i));
        i += c == '\r' && body.startsWith("\n", i + 1) ? 1 : 0;
        start = i + 1;
      }
    }
    return reader;
  }

  List<Event> events() {
    return events;
  }

  /** The id that the stream named last, be it without an event. */
  Optional<String> lastId() {
    return reached;
  }

  /** The milliseconds that the stream asks to wait before a new connection. */
  Optional<Long> retry() {
    return retry;
  }

  private void line(String line) {
    if (line.isEmpty()) {
      dispatch();
      return;
    }
    int colon = line.indexOf(':');
    String value = colon < 0 ? "" : line.substring(colon + 1);
    field(
        colon < 0 ? line : line.substring(0, colon),
        value.startsWith(" ") ? value.substring(1) : value);
  }

  private void field(String name, String value) {
    switch (name) {
      case "event" -> type = value;
      case "data" -> {
        hasData = true;
        data.append(value).append('\n');
      }
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          lastId = Optional.of(value).filter(id -> !id.isEmpty());
        }
      }
      case "retry" -> {
        if (value.matches("[0-9]{1,12}")) {
          retry = Optional.of(Long.valueOf(value));
        }
      }
      default -> {
        // A comment, which has no name, or a field of a later time.
      }
    }
  }

  private void dispatch() {
    reached = lastId;
    if (hasData) {
      String text = data.substring(0, data.length() - 1);
      events.add(new Event(lastId, type.isEmpty() ? "message" : type, text));
    }
    data.setLength(0);
    hasData = false;
    type = "";
  }
}
