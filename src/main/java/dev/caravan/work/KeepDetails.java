package dev.caravan.work;

import dev.caravan.api.Request;
import dev.caravan.pull.format.AnswerBody;
import dev.caravan.pull.format.BodyFormat;
import dev.caravan.pull.paging.JsonPathTo;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer on the exchange into the records of the event that was asked about. Inside
 * the redelivered part of the route, so a cut-off or unreadable answer is fetched again.
 */
public final class KeepDetails implements Processor {
  @Override
  public void process(Exchange exchange) {
    Message message = exchange.getMessage();
    Request request = Request.of(exchange);
    EventBatch batch = EventBatch.of(exchange);
    JsonPathTo record = Worker.of(exchange).details().orElseThrow().record();
    byte[] bytes = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
    read(bytes, type, request);
    batch.withoutDetails().replaceRecords(() -> records(record, read(bytes, type, request)));
    batch.detailed();
    message.removeHeaders("*", "CamelRedeliver*");
    message.setBody(null);
  }

  private static Object read(byte[] bytes, String type, Request request) {
    return AnswerBody.read(bytes, type, BodyFormat.JSON, request.api());
  }

  private static List<?> records(JsonPathTo record, Object answer) throws PoisonException {
    Object found =
        record
            .find(answer)
            .filter(value -> !List.of().equals(value))
            .orElseThrow(
                () ->
                    new PoisonException(
                        Poison.NO_RECORD,
                        "detailsRecord " + record + " matches nothing in the answer"));
    return found instanceof List<?> list ? list : List.of(found);
  }
}
