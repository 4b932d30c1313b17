package dev.caravan.cli.discover.seen;

import dev.caravan.api.request.Target;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Response;
import java.util.List;

/**
 * One response of the API that is being discovered.
 *
 * @param asked without credentials
 * @param response its headers and body; the body is null when there was none, or none that can be
 *     read
 * @param trouble the beginning of the body, or why it cannot be read, for people
 * @param bytes of the body
 */
public record Look(Target asked, int status, Response response, String trouble, long bytes) {
  private static final int SUCCESS = 200;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  public boolean isGood() {
    return status >= SUCCESS && status < SUCCESS + 100 && response.body() != null;
  }

  /** Whether it is a stream of events, which has no end. */
  public boolean isEvents() {
    return response
        .header("Content-Type")
        .filter(type -> type.contains("event-stream"))
        .isPresent();
  }

  /** Whether the API did not want the request as it was, rather than failing. */
  public boolean isRefused() {
    return status >= CLIENT_ERROR && status < SERVER_ERROR;
  }

  /** What stands where the records were found; nothing where the response has no such place. */
  public List<?> rows(String path) {
    return isGood()
            && new JsonPathTo("records", path).find(response.body()).orElse(null)
                instanceof List<?> list
        ? list
        : List.of();
  }
}
