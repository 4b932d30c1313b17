package dev.caravan.worker.failure;

import dev.caravan.response.ExactJson;
import java.util.Locale;

/** Why an event went to the dead-letter topic. */
public enum Poison {
  /** The message has no value. */
  EMPTY,
  /** The value is not JSON. */
  NOT_JSON,
  /** Objects and lists in the value are nested deeper than {@value ExactJson#MAX_DEPTH}. */
  TOO_DEEP,
  /** There is nothing where {@code events} says that the events are. */
  NO_EVENTS,
  /** The event has no id. */
  NO_EVENT_ID,
  /** There is nothing where {@code record} says that the record is. */
  NO_RECORD,
  /** The API knows no details of it: 404 or 410. */
  DETAILS_MISSING,
  /** The API refuses the request for its details. */
  DETAILS_REFUSED,
  /** The table does not take its record. */
  REJECTED,
  /** A step of the route fails for it. */
  FAILED;

  /** As it stands in the header {@code caravan_reason}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
