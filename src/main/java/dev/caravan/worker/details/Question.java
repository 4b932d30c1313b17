package dev.caravan.worker.details;

import dev.caravan.api.request.Call;
import dev.caravan.api.request.Request;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Reading;
import dev.caravan.worker.event.Event;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The question for the details of an event, and what came of it. Asked by one thread at a time, and
 * read by another once it is answered.
 */
public final class Question {
  private final Optional<Event> event;
  private final Call call;
  private Runnable outcome = () -> {};
  private boolean none;
  private Exception failure;
  private Optional<Request> request = Optional.empty();
  private int attempts;

  private Question(Optional<Event> event, Call call) {
    this.event = event;
    this.call = call;
  }

  public static Question about(Event event, Call call) {
    return new Question(Optional.of(event), call);
  }

  /** What was answered before is asked again, to see whether the API answers at all. */
  public static Question again(Call call) {
    return new Question(Optional.empty(), call);
  }

  /** It is asked, by a request that an exchange is for; a record of it is where a path says. */
  public void ask(Request asking, JsonPathTo record, Exchange exchange) {
    failure = null;
    request = Optional.of(asking);
    exchange.setProperty(Request.PROPERTY, asking);
    exchange.setProperty(Reading.PROPERTY, new DetailsReading(this, record));
  }

  /** The latest request, for its errors. */
  public void show(Exchange exchange) {
    request.ifPresent(latest -> exchange.setProperty(Request.PROPERTY, latest));
  }

  public Call call() {
    return call;
  }

  /** The event; empty for what is only asked to see whether the API answers. */
  public Optional<Event> event() {
    return event;
  }

  /** What its log lines call it. */
  public String position() {
    return event.map(about -> about.message().toString()).orElse("check");
  }

  /** The records of the response, and how they are read anew. */
  void answer(Event.Records source, List<?> records) {
    outcome = () -> event.ifPresent(about -> about.replaceRecords(source, records));
  }

  /** The API has no details. */
  void answerNone() {
    none = true;
  }

  public boolean isNone() {
    return none;
  }

  /** It ended; null when it was answered. */
  public void end(Exception failure) {
    this.failure = failure;
  }

  public Exception failure() {
    return failure;
  }

  /** The response takes the place of the event's record. */
  public void apply() {
    outcome.run();
  }

  /** Counts a refusal that is the event's own, and says how many there were. */
  public int countAttempt() {
    return ++attempts;
  }

  public int attempts() {
    return attempts;
  }
}
