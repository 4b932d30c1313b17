package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.Origin;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.TransactionPolicy;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Staging and merging are one transaction, the page's own when a pull began one. */
public final class LoadTransaction extends TransactionPolicy {
  public LoadTransaction(Database database) {
    super(database);
  }

  @Override
  protected boolean isWhole(Exchange exchange) {
    return true;
  }

  @Override
  protected Processor around(Processor loading) {
    return exchange -> {
      requireTransactionOfPage(exchange);
      loading.process(exchange);
    };
  }

  /** A page that went to another thread would be kept whatever becomes of its checkpoint. */
  private static void requireTransactionOfPage(Exchange exchange) {
    if (Origin.find(exchange).isPresent()
        && !TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new LoadException(
          "a step before the table took the page to another thread, out of the transaction of its"
              + " page; of a delay set asyncDelayed: false, and leave out parallelProcessing,"
              + " threads, seda and wireTap on the way to the table");
    }
  }
}
