package dev.caravan.pull;

import dev.caravan.api.Request;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer on the exchange into a {@link Page}. Inside the redelivered part of the
 * route, so a cut-off or unreadable answer is fetched again.
 */
public final class ReadPage implements Processor {
  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Request request = Request.of(exchange);
    PageRequest asked = PageRequest.of(exchange);
    byte[] bytes = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    Object body =
        Answer.read(
            bytes, message.getHeader(Exchange.CONTENT_TYPE, "", String.class), request.api());
    Page page =
        new Page(
            records(asked.stream(), body, bytes),
            asked.position(),
            asked.stream().pagination().next(body),
            message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
            message.getHeader("X-Request-Id", request.id(), String.class));
    message.removeHeaders("*", "CamelRedeliver*");
    message.setBody(page);
  }

  private static List<?> records(Stream stream, Object body, byte[] bytes) {
    if (body == null) {
      return List.of();
    }
    Optional<Object> found = stream.records().find(body);
    if (found.isEmpty()) {
      if (stream.records().exists(body)) {
        return List.of();
      }
      throw new IllegalStateException(
          "records "
              + stream.records()
              + " matches nothing in the answer; set records to the JSONPath of the list: "
              + Answer.beginning(bytes, stream.api()));
    }
    return found.get() instanceof List<?> list ? list : List.of(found.get());
  }
}
