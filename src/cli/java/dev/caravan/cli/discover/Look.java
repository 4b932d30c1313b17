package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Response;
import java.util.List;

/**
 * One response of the API that is being discovered.
 *
 * @param asked without credentials
 * @param answer its headers and body; the body is null when there was none, or none that can be
 *     read
 * @param trouble the beginning of the body, or why it cannot be read, for people
 * @param bytes of the body
 */
record Look(Target asked, int status, Response response, String trouble, long bytes) {
  private static final int SUCCESS = 200;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  boolean isGood() {
    return status >= SUCCESS && status < SUCCESS + 100 && response.body() != null;
  }

  /** Whether the API did not want the request as it was, rather than failing. */
  boolean isRefused() {
    return status >= CLIENT_ERROR && status < SERVER_ERROR;
  }

  /** What stands where the records were found; nothing where the response has no such place. */
  List<?> rows(String path) {
    return isGood()
            && new JsonPathTo("records", path).find(response.body()).orElse(null)
                instanceof List<?> list
        ? list
        : List.of();
  }
}
