package dev.caravan.worker.failure;

import dev.caravan.api.Api;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.RequestFailure;
import dev.caravan.state.Causes;
import dev.caravan.state.database.SqlText;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/**
 * What went wrong: one line, no secrets, of limited length.
 *
 * @param logged for logs and health, without what events, records and responses hold
 * @param whole for the header of a dead letter, which holds the event anyway
 */
public record ErrorText(String logged, String whole) {
  private static final int LONGEST = 1_000;

  public static ErrorText plain(String text) {
    return new ErrorText(text, text);
  }

  /**
   * What went wrong on an exchange.
   *
   * @param api the one whose secrets are hidden
   */
  public static ErrorText of(Optional<Api> api, Exchange exchange, Throwable failure) {
    Request request = exchange.getProperty(Request.PROPERTY, Request.class);
    if (!(failure instanceof ParkedException) && request != null && request.endedWith(failure)) {
      return new ErrorText(
          shown(api, RequestFailure.summary(request, failure)),
          shown(api, RequestFailure.describe(request, failure)));
    }
    return plain(shown(api, said(failure)));
  }

  private static String said(Throwable failure) {
    boolean speaksOfRows =
        FailureScope.of(failure) == FailureScope.UNKNOWN && SqlText.find(failure).isPresent();
    return speaksOfRows ? SqlText.of(failure) : Causes.of(unwrapped(failure));
  }

  private static String shown(Optional<Api> api, String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    String shown = api.map(known -> known.hideSecrets(line)).orElse(line);
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + "…";
  }

  /** Without what Camel says about the place in a route. */
  private static Throwable unwrapped(Throwable failure) {
    boolean wrapper =
        failure instanceof CamelExchangeException || failure instanceof RuntimeCamelException;
    return wrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }

  /** As it is logged. */
  @Override
  public String toString() {
    return logged;
  }
}
