package dev.caravan.worker.step;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.FailureMarks;
import dev.caravan.state.database.TransactionPolicy;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * The transaction of a batch: committed only when {@link EnterBatch} was reached. What ends its
 * steps earlier without an exception, such as a stop or an error handler of the user that takes a
 * failure as handled, is made a failure, so that no event is acknowledged for it.
 */
public final class BatchTransaction extends TransactionPolicy {
  public BatchTransaction(Database database) {
    super(database);
  }

  @Override
  protected boolean isWhole(Exchange exchange) {
    return EnterBatch.result(exchange).isPresent();
  }

  @Override
  protected Processor around(Processor transaction) {
    return new Whole(transaction);
  }

  private final class Whole extends DelegateAsyncProcessor {
    Whole(Processor transaction) {
      super(transaction);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      EnterBatch.reset(exchange);
      return super.process(
          exchange,
          doneSync -> {
            failUnlessWhole(exchange);
            callback.done(doneSync);
          });
    }

    private void failUnlessWhole(Exchange exchange) {
      if (exchange.getException() == null && !isKept(exchange)) {
        exchange.setException(
            new IllegalStateException(
                "the route ended a batch early, for example by a stop or because its error handler"
                    + " took a failure as handled; nothing of the batch is committed"));
      }
      // A stop would end the loop over the batch, and the batch would be acknowledged.
      FailureMarks.clear(exchange);
    }

    private boolean isKept(Exchange exchange) {
      return isWhole(exchange) && !exchange.isRollbackOnly() && !exchange.isRollbackOnlyLast();
    }
  }
}
