package dev.caravan.work;

import dev.caravan.api.Request;
import dev.caravan.state.Database;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * Makes the details of the next event the next request. Only for events that look new, which is
 * looked up once per batch, and of whose entity there is still something to tell.
 */
public final class PrepareDetails {
  private final SeenTable seen;

  public PrepareDetails(Database database) {
    this.seen = new SeenTable(database);
  }

  /** Whether there is something to ask for; if so its request is on the exchange. */
  public boolean prepare(Exchange exchange) throws PoisonException {
    EventBatch batch = EventBatch.of(exchange);
    Worker worker = Worker.of(exchange);
    if (batch.isDetailsDue()) {
      batch.askFor(fresh(worker, batch));
    }
    if (!batch.needsDetails()) {
      return false;
    }
    // Between two requests the group hears of this member, and a stop is noticed.
    Waiting.aWhile(exchange, Duration.ofNanos(1));
    Event event = batch.withoutDetails();
    Details details = worker.details().orElseThrow();
    WorkRun run = worker.run().orElseThrow();
    Request.Origin origin =
        new Request.Origin(run.streamName(), run.id(), event.message().toString(), run.traffic());
    exchange.setProperty(
        Request.PROPERTY,
        new Request(details.api(), details.apiName(), origin, details.call(event)));
    return true;
  }

  private List<Event> fresh(Worker worker, EventBatch batch) {
    List<EventId> ids = batch.events().stream().map(Event::id).toList();
    Set<EventId> known = seen.known(worker.name(), ids);
    return batch.events().stream()
        .filter(event -> !event.isTombstone() && !known.contains(event.id()))
        .toList();
  }
}
