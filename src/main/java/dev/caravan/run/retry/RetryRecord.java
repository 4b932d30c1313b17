package dev.caravan.run.retry;

import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.TooManyBadRecordsException;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Passage;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.quarantine.kept.KeptRecord;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.run.history.RunIds;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.InTransaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.AsyncProcessorHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.UnitOfWorkHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a record in quarantine through the steps of its route once more, in one transaction with
 * the mark that it is done: a crash at any instant leaves it where it was. Safe for any thread.
 */
public final class RetryRecord implements CamelContextAware {
  private static final Logger LOG = LoggerFactory.getLogger(RetryRecord.class);
  private static final int MAX_ERROR = 4_000;
  private static final String SETTLED = "caravanSettled";

  private final Database database;
  private final QuarantineTable table;
  private final RunIds ids = new RunIds();
  private final Clock clock;
  private CamelContext context;

  /**
   * What became of an attempt.
   *
   * @param loaded whether the target has the record now
   * @param text the same in words; names no value of the record
   */
  public record Attempt(long id, boolean loaded, String text) {}

  public RetryRecord(Database database, Clock clock) {
    this.database = database;
    this.table = new QuarantineTable(database);
    this.clock = clock;
  }

  @Override
  public void setCamelContext(CamelContext newContext) {
    context = newContext;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** Tries one. */
  public Attempt retry(long id) {
    Optional<KeptRecord> found = table.find(id);
    if (found.isEmpty()) {
      return new Attempt(id, false, "there is no such record in quarantine");
    }
    KeptRecord kept = found.get();
    if (kept.outcome().isPresent()) {
      return new Attempt(id, false, "it was " + kept.outcome().get().code() + " before");
    }
    Attempt attempt = attempt(kept);
    LOG.info("record {} in quarantine for {}: {}", id, kept.target(), attempt.text());
    return attempt;
  }

  private Attempt attempt(KeptRecord kept) {
    Route route = context.getRoute(kept.stream());
    if (route == null) {
      return failed(kept, "there is no route " + kept.stream() + " in this process");
    }
    Exchange exchange = route.getEndpoint().createExchange();
    Optional<String> obstacle = obstacle(kept, exchange);
    if (obstacle.isPresent()) {
      return failed(kept, obstacle.get());
    }
    Retry retry =
        new Retry(kept.id(), kept.target(), kept.digest(), kept.passage() == Passage.SHAPED);
    String name = ids.next(clock.instant());
    prepare(exchange, kept, retry, name);
    run(exchange, kept, retry, route, name);
    if (exchange.getProperty(SETTLED, false, Boolean.class) && exchange.getException() == null) {
      return new Attempt(kept.id(), true, "it is in " + kept.target());
    }
    return unloaded(kept, retry, exchange);
  }

  private static Optional<String> obstacle(KeptRecord kept, Exchange exchange) {
    if (!kept.passage().obstacle().isEmpty()) {
      return Optional.of(kept.passage().obstacle());
    }
    return kept.passage() == Passage.SHAPED && !BeforeSteps.changeNothing(exchange, kept.stream())
        ? Optional.of(Passage.CHANGED.obstacle())
        : Optional.empty();
  }

  private static void prepare(Exchange exchange, KeptRecord kept, Retry retry, String name) {
    List<Object> records = new ArrayList<>();
    records.add(kept.value());
    Ledger.open(exchange);
    retry.putOn(exchange);
    new Origin(kept.stream(), name, kept.position(), "retry " + name, false).putOn(exchange);
    BeforeSteps.keep(exchange, kept.stream(), records);
    exchange.getMessage().setBody(records);
  }

  private void run(Exchange exchange, KeptRecord kept, Retry retry, Route route, String name) {
    UnitOfWork work = PluginHelper.getUnitOfWorkFactory(context).createUnitOfWork(exchange);
    exchange.getExchangeExtension().setUnitOfWork(work);
    try {
      new InTransaction(
              steps -> pass(steps, kept, retry, route, name),
              database,
              steps -> steps.getProperty(SETTLED, false, Boolean.class))
          .process(exchange);
    } catch (Exception e) {
      exchange.setException(e);
    } finally {
      UnitOfWorkHelper.doneUow(work, exchange);
    }
  }

  /** Within the transaction. */
  private void pass(Exchange exchange, KeptRecord kept, Retry retry, Route route, String name)
      throws Exception {
    if (!table.take(kept.id())) {
      return;
    }
    AsyncProcessorHelper.process(
        AsyncProcessorConverterHelper.convert(route.getProcessor()), exchange);
    LoadResult sum = Ledger.of(exchange).sum();
    boolean loaded = sum.received() > sum.quarantinedTotal();
    boolean replaced = sum.updated() + sum.deleted() + sum.sent() > 0;
    if (exchange.getException() == null && loaded && !(replaced && retry.isUnordered())) {
      table.retried(kept.id(), name);
      exchange.setProperty(SETTLED, true);
    }
  }

  private Attempt unloaded(KeptRecord kept, Retry retry, Exchange exchange) {
    Throwable cause =
        exchange.getException() != null
            ? exchange.getException()
            : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Optional<Reject> reject = reject(cause);
    if (reject.isPresent()) {
      Reject why = reject.get();
      table.refused(kept.id(), why.code(), why.detail());
      return new Attempt(
          kept.id(), false, "still in quarantine: " + why.reason().code() + ", " + why.rule());
    }
    if (cause != null) {
      return failed(kept, Causes.of(cause));
    }
    return failed(
        kept,
        retry.isUnordered()
            ? kept.target() + " has a record of its key, and no version says which is newer"
            : "the steps of route " + kept.stream() + " left it out, or it was decided meanwhile");
  }

  private static Optional<Reject> reject(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof TooManyBadRecordsException bad) {
        return Optional.of(bad.first());
      }
    }
    return Optional.empty();
  }

  private Attempt failed(KeptRecord kept, String why) {
    String text = why.replace('\u0000', '\ufffd');
    table.failed(kept.id(), text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) : text);
    return new Attempt(kept.id(), false, "still in quarantine: " + text);
  }
}
