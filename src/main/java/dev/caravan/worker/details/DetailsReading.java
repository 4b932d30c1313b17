package dev.caravan.worker.details;

import dev.caravan.answer.AnswerBody;
import dev.caravan.answer.BodyFormat;
import dev.caravan.answer.JsonPathTo;
import dev.caravan.answer.Reading;
import dev.caravan.answer.Received;
import dev.caravan.api.http.BadAnswerException;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.util.List;
import org.apache.camel.Exchange;

/** Reads an answer into the records of the event that was asked about, and leaves no body. */
record DetailsReading(Question question, JsonPathTo record) implements Reading {
  private static final int NO_CONTENT = 204;

  @Override
  public Object read(Received received) throws PoisonException {
    if (received.status() == NO_CONTENT) {
      question.answerNone();
    } else {
      Event.Records source = () -> records(body(received));
      question.answer(source, source.read());
    }
    return null;
  }

  private static Object body(Received received) {
    byte[] bytes = received.bytes();
    String type = received.headers().getOrDefault(Exchange.CONTENT_TYPE, "");
    try {
      if (bytes.length > 0) {
        return AnswerBody.read(bytes, type, BodyFormat.JSON, received.request().api());
      }
    } catch (BadAnswerException e) {
      // Not what it says, which repeats what was answered.
    }
    throw new BadAnswerException(
        "the answer, %d bytes of content type %s, is not JSON"
            .formatted(bytes.length, type.isEmpty() ? "none" : "'" + type + "'"));
  }

  private List<?> records(Object answer) throws PoisonException {
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
