package dev.caravan.api.request;

import dev.caravan.api.http.EventWindow;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;

/**
 * Turns the exchange into the next attempt of its {@link Request}: with its own {@code
 * X-Request-Id} and nothing left of the response before, which Camel would send back as headers and
 * body.
 */
public final class PrepareRequest implements Processor {
  @Override
  public void process(Exchange exchange) {
    Request request = Request.of(exchange);
    request.startAttempt();
    Message message = exchange.getMessage();
    Call call = request.call();
    message.setBody(call.body().orElse(null));
    // CAMEL-23469: without its own headers Camel loses count of redeliveries.
    message.removeHeaders("*", "CamelRedeliver*");
    // Of a text, Camel looks for a converter in all its classes, for each request.
    message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.method()));
    message.setHeader(Exchange.HTTP_PATH, call.url().getRawPath());
    if (call.url().getRawQuery() != null) {
      message.setHeader(Exchange.HTTP_QUERY, call.url().getRawQuery());
    }
    call.body().ifPresent(body -> message.setHeader(Exchange.CONTENT_TYPE, "application/json"));
    message.setHeader("Accept", "application/json");
    if (request.api().origins().isOwn(call.url())) {
      request.api().headers().forEach(message::setHeader);
    }
    call.headers().forEach(message::setHeader);
    call.patience()
        .window()
        .ifPresent(window -> message.setHeader(EventWindow.HEADER, window.toString()));
    message.setHeader("X-Request-Id", request.id());
  }
}
