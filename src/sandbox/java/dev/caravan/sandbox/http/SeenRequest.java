package dev.caravan.sandbox.http;

import java.time.Instant;

/**
 * One request as the sandbox saw it.
 *
 * @param ordinal 1 for the first request of all
 * @param ordinalInCollection 1 for the first request of this collection
 * @param nanos {@code System.nanoTime} at its arrival
 * @param collection empty when the path is unknown
 * @param query the raw query string, empty when there is none
 * @param page 1 for the first page; 0 when the request names no valid page
 * @param status 0 as long as there is no response
 * @param requestId the X-Request-Id sent, empty when there is none
 * @param authorization whether there was an Authorization header
 */
public record SeenRequest(
    long ordinal,
    long ordinalInCollection,
    Instant at,
    long nanos,
    String collection,
    String query,
    int page,
    int status,
    String requestId,
    boolean authorization) {

  public SeenRequest answered(int newStatus) {
    return new SeenRequest(
        ordinal,
        ordinalInCollection,
        at,
        nanos,
        collection,
        query,
        page,
        newStatus,
        requestId,
        authorization);
  }
}
