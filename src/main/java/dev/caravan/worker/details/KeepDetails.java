package dev.caravan.worker.details;

import dev.caravan.answer.AnswerBody;
import dev.caravan.answer.BodyFormat;
import dev.caravan.answer.JsonPathTo;
import dev.caravan.api.Api;
import dev.caravan.api.BadAnswerException;
import dev.caravan.api.Request;
import dev.caravan.worker.Worker;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.Poison;
import dev.caravan.worker.event.PoisonException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Turns the HTTP answer on the exchange into the records of the event that was asked about. */
public final class KeepDetails implements Processor {
  private static final int NO_CONTENT = 204;

  @Override
  public void process(Exchange exchange) throws PoisonException {
    Message message = exchange.getMessage();
    Question question = Question.of(exchange);
    byte[] bytes = Optional.ofNullable(message.getBody(byte[].class)).orElse(new byte[0]);
    if (message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class) == NO_CONTENT) {
      question.answerNone();
    } else {
      JsonPathTo record = Worker.of(exchange).details().orElseThrow().record();
      Api api = Request.of(exchange).api();
      String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
      Event.Records source = () -> records(record, read(bytes, type, api));
      question.answer(source, source.read());
    }
    message.removeHeaders("*", "CamelRedeliver*");
    message.setBody(null);
  }

  private static Object read(byte[] bytes, String type, Api api) {
    try {
      if (bytes.length > 0) {
        return AnswerBody.read(bytes, type, BodyFormat.JSON, api);
      }
    } catch (BadAnswerException e) {
      // Not what it says, which repeats what was answered.
    }
    throw new BadAnswerException(
        "the answer, %d bytes of content type %s, is not JSON"
            .formatted(bytes.length, type.isEmpty() ? "none" : "'" + type + "'"));
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
