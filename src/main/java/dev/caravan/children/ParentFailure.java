package dev.caravan.children;

import dev.caravan.api.Api;
import dev.caravan.api.auth.PlainText;
import dev.caravan.api.auth.TokenUnavailableException;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.http.ForeignOriginException;
import dev.caravan.api.http.PageTooLargeException;
import dev.caravan.api.request.ErrorResponseException;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.RequestFailure;
import dev.caravan.response.PagingException;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.run.MovingListException;
import dev.caravan.state.Causes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/**
 * A page of a parent that could not be had, and that may be the matter of this parent alone.
 *
 * @param reason for people, on one line, without secrets, at most 300 characters
 * @param incomplete whether the page came and does not prove what it should
 * @param moved whether the parent's list moved too much to go on in it
 */
public record ParentFailure(String reason, boolean incomplete, boolean moved) {
  private static final int LONGEST = 300;

  /** Who asks and how fast is the same for all parents. */
  private static final Set<Integer> OF_THE_API = Set.of(401, 407, 429);

  private static final List<Class<?>> OF_A_PARENT =
      List.of(
          BadResponseException.class,
          ErrorResponseException.class,
          ForeignOriginException.class,
          PageTooLargeException.class,
          IncompleteScanException.class,
          PagingException.class,
          IllegalStateException.class);

  /** Where nothing was asked, no parent is at fault. */
  private static final List<Class<?>> NOT_CONNECTED =
      List.of(
          ConnectException.class,
          ConnectTimeoutException.class,
          NoRouteToHostException.class,
          UnknownHostException.class,
          SSLException.class,
          TokenUnavailableException.class);

  /** Whether a failure may be that of one parent; all others end the run. */
  public static boolean isOne(Throwable failure) {
    if (failure instanceof HttpOperationFailedException refused) {
      return !OF_THE_API.contains(refused.getStatusCode());
    }
    Throwable cause =
        failure instanceof RuntimeExchangeException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof IOException
        ? NOT_CONNECTED.stream().noneMatch(kind -> kind.isInstance(cause))
        : OF_A_PARENT.stream().anyMatch(kind -> kind.isInstance(cause));
  }

  /**
   * Describes a failure.
   *
   * @param request that ended with it; empty when the response came
   */
  public static ParentFailure of(Throwable failure, Optional<Request> request, Api api) {
    String what =
        request
            .filter(asked -> asked.endedWith(failure))
            .map(asked -> RequestFailure.describe(asked, failure))
            .orElseGet(() -> Causes.of(failure));
    // Secrets first: one that the cut takes in two would not be found.
    String line = PlainText.of(api.hideSecrets(what));
    return new ParentFailure(
        line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…",
        failure instanceof IncompleteScanException,
        failure instanceof MovingListException);
  }

  /** The same as the failure of the whole run. */
  public RuntimeException ofRun(String why) {
    return incomplete
        ? new IncompleteScanException(why + ": " + reason)
        : new IllegalStateException(why + ": " + reason);
  }
}
