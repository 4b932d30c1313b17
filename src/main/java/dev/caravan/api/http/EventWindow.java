package dev.caravan.api.http;

import java.time.Duration;

/**
 * How much of a stream of server-sent events is one page: so many events, or what comes in a time,
 * whatever is first.
 *
 * @param events 1 or more
 * @param time at least a millisecond
 */
public record EventWindow(int events, Duration time) {
  /** Carries the window to the HTTP client, where it is taken off; never sent. */
  public static final String HEADER = "X-Caravan-Event-Window";

  private static final String FORM = "\\d{1,9};\\d{1,12}";

  public EventWindow {
    if (events < 1 || time.toMillis() < 1) {
      throw new IllegalArgumentException(
          "a window of " + events + " events and " + time + " would never hold an event");
    }
  }

  public static EventWindow parse(String text) {
    if (!text.matches(FORM)) {
      throw new IllegalArgumentException("'" + text + "' is no window of events");
    }
    String[] parts = text.split(";");
    return new EventWindow(Integer.parseInt(parts[0]), Duration.ofMillis(Long.parseLong(parts[1])));
  }

  @Override
  public String toString() {
    return events + ";" + time.toMillis();
  }
}
