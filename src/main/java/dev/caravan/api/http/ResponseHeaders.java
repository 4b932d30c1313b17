package dev.caravan.api.http;

import dev.caravan.api.limits.LimitSignalException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;

/** The headers of a response, wherever Camel put them. */
public final class ResponseHeaders {
  private ResponseHeaders() {}

  /** Of the response on an exchange, or of the one that failed it; empty when there is none. */
  public static Map<String, String> of(Exchange exchange) {
    Exception failure = exchange.getException();
    if (failure != null) {
      return of(failure);
    }
    return of(exchange.getMessage());
  }

  /** Of the response that a failure is about. */
  public static Map<String, String> of(Exception failure) {
    if (failure instanceof HttpOperationFailedException refused
        && refused.getResponseHeaders() != null) {
      return refused.getResponseHeaders();
    }
    return failure instanceof LimitSignalException signal ? signal.headers() : Map.of();
  }

  /** Of a message; several of one name by their first value. */
  public static Map<String, String> of(Message message) {
    Map<String, String> headers = new LinkedHashMap<>();
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              Object first =
                  value instanceof Iterable<?> several && several.iterator().hasNext()
                      ? several.iterator().next()
                      : value;
              if (first != null) {
                headers.put(name, first.toString());
              }
            });
    return headers;
  }
}
