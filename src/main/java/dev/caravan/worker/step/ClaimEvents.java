package dev.caravan.worker.step;

import dev.caravan.state.database.Database;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.batch.Portion;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.EventId;
import dev.caravan.worker.seen.ClaimedEvents;
import dev.caravan.worker.seen.SeenTable;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step of a batch's transaction: claims the ids of all its events in one statement, and
 * makes the events the body.
 */
public final class ClaimEvents implements Processor {
  private final SeenTable seen;
  private final Clock clock;

  public ClaimEvents(Database database, Clock clock) {
    this.seen = new SeenTable(database);
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    Portion portion = EventBatch.of(exchange).portions().current();
    Set<EventId> ids = portion.events().stream().map(Event::id).collect(Collectors.toSet());
    String stream = Worker.of(exchange).name();
    new ClaimedEvents(seen.claim(stream, ids, clock.instant())).putOn(exchange);
    exchange.getMessage().setBody(portion.events());
  }
}
