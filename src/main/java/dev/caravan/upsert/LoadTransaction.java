package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.Origin;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.InTransaction;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A Camel policy: staging and merging are one transaction, the page's own when a pull began one.
 */
public final class LoadTransaction implements Policy {
  private final Database database;

  public LoadTransaction(Database database) {
    this.database = database;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare.
  }

  @Override
  public Processor wrap(Route route, Processor processor) {
    Processor loading = new InTransaction(processor, database, exchange -> true);
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
