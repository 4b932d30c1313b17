package dev.caravan.kafka;

/**
 * The broker did not confirm the events of a page; the message names stream, topics and broker, the
 * cause and what to look at. Nothing of the page is committed.
 */
public final class EventsNotSentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EventsNotSentException(String message, Throwable cause) {
    super(message, cause);
  }
}
