package dev.caravan.worker.event;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found in a message.
 *
 * @param events those to be worked on, in their order
 * @param givenUp those that cannot be read, or the message
 */
public record MessageEvents(List<Event> events, List<DeadLetter> givenUp) {
  MessageEvents() {
    this(new ArrayList<>(), new ArrayList<>());
  }
}
