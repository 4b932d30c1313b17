package dev.caravan.api;

import org.apache.camel.http.base.HttpOperationFailedException;

/** Says what went wrong with a request, for people and without secrets. */
public final class RequestFailure {
  private static final int SHOWN_CHARACTERS = 500;

  private RequestFailure() {}

  /** Method, URL, status, request id and the beginning of the body; no secrets. */
  public static String describe(Request request, Throwable failure) {
    String what = request.shown() + " (request " + request.id() + "): " + briefly(failure);
    if (failure instanceof HttpOperationFailedException refused
        && refused.getResponseBody() != null) {
      what += ": " + beginning(refused.getResponseBody());
    }
    if (failure instanceof HttpOperationFailedException refused
        && refused.getRedirectLocation() != null) {
      what +=
          ": the API redirects to "
              + refused.getRedirectLocation()
              + "; set baseUrl and path to where it is";
    }
    return request.api().hideSecrets(what);
  }

  /** The status, or the name and message of an exception. */
  static String briefly(Throwable failure) {
    if (failure instanceof HttpOperationFailedException refused) {
      return "status " + refused.getStatusCode();
    }
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root instanceof BadAnswerException
            || root instanceof PageTooLargeException
            || root instanceof LimitSignalException
            || root instanceof TokenUnavailableException
        ? root.getMessage()
        : root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  /** The first 500 characters of a body, on one line. */
  public static String beginning(String body) {
    String line = body.replaceAll("\\s+", " ").strip();
    return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "…";
  }
}
