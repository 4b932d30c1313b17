package dev.caravan.api.request;

import dev.caravan.api.Api;
import dev.caravan.api.auth.TokenUnavailableException;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.http.Excerpt;
import dev.caravan.api.http.PageTooLargeException;
import dev.caravan.api.limits.LimitSignalException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Says what went wrong with a request, for people and without secrets. */
public final class RequestFailure {
  private RequestFailure() {}

  /** Method, URL, status and request id, without the body and without secrets. */
  public static String summary(Request request, Throwable failure) {
    return request
        .api()
        .hideSecrets(request.shown() + " (request " + request.id() + "): " + briefly(failure));
  }

  /** Method, URL, status, request id and the beginning of the body; no secrets. */
  public static String describe(Request request, Throwable failure) {
    String what = summary(request, failure);
    if (failure instanceof HttpOperationFailedException refused
        && refused.getResponseBody() != null) {
      what += ": " + beginning(request.api(), refused.getResponseBody());
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
  public static String briefly(Throwable failure) {
    if (failure instanceof HttpOperationFailedException refused) {
      return "status " + refused.getStatusCode();
    }
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root instanceof BadResponseException
            || root instanceof PageTooLargeException
            || root instanceof LimitSignalException
            || root instanceof TokenUnavailableException
        ? root.getMessage()
        : root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  /** The first 500 characters of a body, on one line and without the secrets of the API. */
  public static String beginning(Api api, String body) {
    // Secrets first: one that the cut takes in two would not be found.
    return Excerpt.of(api.hideSecrets(body));
  }
}
