package dev.caravan.work;

import dev.caravan.api.Api;
import dev.caravan.api.ParkedException;
import dev.caravan.api.Request;
import dev.caravan.api.RequestFailure;
import dev.caravan.state.Causes;
import java.util.Optional;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** What went wrong, for logs and headers: one line, no secrets, of limited length. */
final class ErrorText {
  private static final int LONGEST = 1_000;

  private ErrorText() {}

  static String of(Exchange exchange, Throwable failure) {
    String text = said(exchange, failure).replaceAll("\\s+", " ").strip();
    Optional<Api> api = Worker.of(exchange).api();
    String shown = api.map(known -> known.hideSecrets(text)).orElse(text);
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + "…";
  }

  private static String said(Exchange exchange, Throwable failure) {
    Request request = exchange.getProperty(Request.PROPERTY, Request.class);
    if (!(failure instanceof ParkedException) && request != null && request.endedWith(failure)) {
      return RequestFailure.describe(request, failure);
    }
    return Causes.of(unwrapped(failure));
  }

  /** Without what Camel says about the place in a route. */
  private static Throwable unwrapped(Throwable failure) {
    boolean wrapper =
        failure instanceof CamelExchangeException || failure instanceof RuntimeCamelException;
    return wrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }
}
