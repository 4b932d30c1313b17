package dev.caravan.api;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns the exchange into the next attempt of its {@link Request}: a GET with its own {@code
 * X-Request-Id} and nothing left of the answer before, which Camel would send back as headers and
 * body.
 */
public final class PrepareRequest implements Processor {
  @Override
  public void process(Exchange exchange) {
    Request request = Request.of(exchange);
    request.startAttempt();
    Message message = exchange.getMessage();
    message.setBody(null);
    // CAMEL-23469: without its own headers Camel loses count of redeliveries.
    message.removeHeaders("*", "CamelRedeliver*");
    message.setHeader(Exchange.HTTP_METHOD, "GET");
    message.setHeader(Exchange.HTTP_PATH, request.path());
    if (!request.query().isEmpty()) {
      message.setHeader(Exchange.HTTP_QUERY, request.query());
    }
    message.setHeader("Accept", "application/json");
    message.setHeader("X-Request-Id", request.id());
  }
}
