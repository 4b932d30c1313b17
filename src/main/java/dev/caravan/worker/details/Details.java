package dev.caravan.worker.details;

import dev.caravan.api.Api;
import dev.caravan.api.request.Call;
import dev.caravan.response.JsonPathTo;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Which details of an event are asked for, for events that only say that something changed.
 *
 * @param path below the base URL of the API
 * @param record where the record is in a response
 * @param skipMissing whether an event that has no details is left out, rather than a dead letter
 * @param attempts after how many responses that fit no event, while the API answers others, an
 *     event is given up
 * @param parallel how many are asked for at a time
 */
public record Details(
    Api api,
    String apiName,
    DetailsPath path,
    JsonPathTo record,
    boolean skipMissing,
    int attempts,
    int parallel) {

  /**
   * The request for the details of an event.
   *
   * @throws PoisonException when it has several records, whose place one response cannot take, or
   *     its record lacks a field of the path
   */
  public Call call(Event event) throws PoisonException {
    int records = event.records().size();
    if (records != 1) {
      throw new PoisonException(
          Poison.NO_RECORD,
          "the event has %d records, details are asked for one; make each an event with events"
              .formatted(records));
    }
    URI url = URI.create(api.baseUrl() + path.of(event.records().get(0)));
    return new Call("GET", url, Map.of(), Optional.empty());
  }
}
