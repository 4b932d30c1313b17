package dev.caravan.worker.details;

import dev.caravan.api.http.BadResponseException;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Reading;
import dev.caravan.response.Received;
import dev.caravan.response.ResponseBody;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.util.List;
import org.apache.camel.Exchange;

/** Reads a response into the records of the event that was asked about, and leaves no body. */
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
        return ResponseBody.read(bytes, type, BodyFormat.JSON, received.request().api());
      }
    } catch (BadResponseException e) {
      // Not what it says, which repeats what was answered.
    }
    throw new BadResponseException(
        "the response, %d bytes of content type %s, is not JSON"
            .formatted(bytes.length, type.isEmpty() ? "none" : "'" + type + "'"));
  }

  private List<?> records(Object response) throws PoisonException {
    Object found =
        record
            .find(response)
            .filter(value -> !List.of().equals(value))
            .orElseThrow(
                () ->
                    new PoisonException(
                        Poison.NO_RECORD,
                        "detailsRecord " + record + " matches nothing in the response"));
    return found instanceof List<?> list ? list : List.of(found);
  }
}
