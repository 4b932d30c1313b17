package dev.caravan.pull;

import java.util.List;
import java.util.Optional;

/**
 * One answer of a paged API.
 *
 * @param records as they came: usually maps, but an API may send anything
 * @param position where the page stands in the scan, empty for the first
 * @param next the position of the page after it, empty at the end of the scan
 * @param status the HTTP status
 * @param requestId the server's id of the request when it gave one, else ours
 */
public record Page(
    List<?> records,
    Optional<String> position,
    Optional<String> next,
    int status,
    String requestId) {

  /** Whether the scan goes on after this page. */
  public boolean hasNext() {
    return next.isPresent();
  }
}
