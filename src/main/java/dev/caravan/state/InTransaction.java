package dev.caravan.state;

import java.util.function.Predicate;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs steps in one database transaction and joins a transaction that is already under way. Steps
 * that could go on in another thread stay in this one, as Camel does for transacted exchanges; what
 * a step hands to other threads all the same, such as a parallel split or seda, is not in it. Rolls
 * back on any exception, on rollback-only, and when the steps did not come as far as they must.
 */
public final class InTransaction extends DelegateAsyncProcessor {
  private final Database database;
  private final Predicate<Exchange> reachedItsEnd;

  /**
   * Wraps steps.
   *
   * @param reachedItsEnd asked after the steps; false rolls back
   */
  public InTransaction(Processor steps, Database database, Predicate<Exchange> reachedItsEnd) {
    super(steps);
    this.database = database;
    this.reachedItsEnd = reachedItsEnd;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    UnitOfWork work = exchange.getUnitOfWork();
    work.beginTransactedBy(this);
    try {
      new TransactionTemplate(database.transactions())
          .executeWithoutResult(
              status -> {
                run(exchange);
                if (mustRollBack(exchange)) {
                  status.setRollbackOnly();
                }
              });
    } catch (RuntimeException e) {
      exchange.setException(e);
    } finally {
      work.endTransactedBy(this);
    }
    callback.done(true);
    return true;
  }

  private void run(Exchange exchange) {
    try {
      AsyncProcessorHelper.process(processor, exchange);
    } catch (Exception e) {
      exchange.setException(e);
    }
  }

  private boolean mustRollBack(Exchange exchange) {
    return exchange.isFailed()
        || exchange.isRollbackOnly()
        || exchange.isRollbackOnlyLast()
        || !reachedItsEnd.test(exchange);
  }
}
