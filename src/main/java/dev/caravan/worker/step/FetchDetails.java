package dev.caravan.worker.step;

import dev.caravan.api.request.Request;
import dev.caravan.state.database.Database;
import dev.caravan.worker.WorkRun;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.details.Details;
import dev.caravan.worker.details.Question;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.EventId;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.PoisonException;
import dev.caravan.worker.seen.SeenTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/**
 * Asks an API for the details of a batch's events, through the route {@code caravan-fetch}. Only
 * for events that look new, which is looked up once per batch, and of whose entity there is still
 * something to tell.
 */
public final class FetchDetails implements Processor, CamelContextAware {
  private static final String FETCH = "direct:caravan-fetch";

  private final SeenTable seen;
  private final ExecutorService threads;
  private CamelContext context;
  private ProducerTemplate template;

  public FetchDetails(Database database, ExecutorService threads) {
    this.seen = new SeenTable(database);
    this.threads = threads;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /**
   * Asks for all that is open.
   *
   * @throws Exception why one of the details is not there yet
   */
  @Override
  public void process(Exchange exchange) throws Exception {
    EventBatch batch = EventBatch.of(exchange);
    Worker worker = Worker.of(exchange);
    if (batch.questions().isDue()) {
      Details details = worker.details().orElseThrow();
      List<Event> fresh = fresh(worker, batch);
      batch.questions().lookedUp();
      fresh.forEach(event -> open(details, event, batch));
    }
    DetailsRound round =
        new DetailsRound(exchange, (question, after) -> ask(worker, question, after));
    Optional<Question> unanswered = round.run();
    batch.questions().roundEnded(round.isAnswered());
    if (unanswered.isPresent()) {
      unanswered.get().show(exchange);
      throw unanswered.get().failure();
    }
  }

  private static void open(Details details, Event event, EventBatch batch) {
    try {
      batch.questions().open(Question.about(event, details.call(event)));
    } catch (PoisonException e) {
      batch.giveUp(event, e.reason(), ErrorText.plain(e.getMessage()), 1);
    }
  }

  private Future<?> ask(Worker worker, Question question, Runnable after) {
    Exchange asking = new DefaultExchange(context);
    Details details = worker.details().orElseThrow();
    WorkRun run = worker.run().orElseThrow();
    Request.Origin origin =
        new Request.Origin(run.streamName(), run.id(), question.position(), run.traffic());
    Request request = Request.once(details.api(), details.apiName(), origin, question.call());
    question.ask(request, details.record(), asking);
    return threads.submit(
        () -> {
          try {
            template().send(FETCH, asking);
            question.end(asking.getException());
          } catch (RuntimeException e) {
            question.end(e);
          } finally {
            after.run();
          }
        });
  }

  private synchronized ProducerTemplate template() {
    if (template == null) {
      template = context.createProducerTemplate();
    }
    return template;
  }

  private List<Event> fresh(Worker worker, EventBatch batch) {
    List<EventId> ids = batch.portions().events().stream().map(Event::id).toList();
    Set<EventId> known = seen.known(worker.name(), ids);
    return batch.portions().events().stream()
        .filter(event -> !event.isTombstone() && !known.contains(event.id()))
        .toList();
  }
}
