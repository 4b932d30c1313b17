package dev.caravan.work;

import dev.caravan.api.Api;
import dev.caravan.api.Call;
import dev.caravan.pull.paging.JsonPathTo;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Which details of an event are asked for, for events that only say that something changed.
 *
 * @param path below the base URL of the API
 * @param record where the record is in an answer
 * @param skipMissing whether an event that has no details is left out, rather than a dead letter
 */
record Details(Api api, String apiName, PathTemplate path, JsonPathTo record, boolean skipMissing) {

  /**
   * The request for the details of an event.
   *
   * @throws PoisonException when its record lacks a field of the path
   */
  Call call(Event event) throws PoisonException {
    URI url = URI.create(api.baseUrl() + path.of(event.records().get(0)));
    return new Call("GET", url, Map.of(), Optional.empty());
  }
}
