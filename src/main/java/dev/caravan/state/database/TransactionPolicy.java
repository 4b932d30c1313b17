package dev.caravan.state.database;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * A Camel policy: its steps are one database transaction, committed only when they came to their
 * end, as the kind of transaction knows it.
 */
public abstract class TransactionPolicy implements Policy {
  private final Database database;

  protected TransactionPolicy(Database database) {
    this.database = database;
  }

  @Override
  public final void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare.
  }

  @Override
  public final Processor wrap(Route route, Processor steps) {
    return around(new InTransaction(steps, database, this::isWhole));
  }

  /** Whether the steps came to their end, so that what they wrote is committed. */
  protected abstract boolean isWhole(Exchange exchange);

  /** What happens before the transaction and after it; nothing, unless a kind has more to do. */
  protected Processor around(Processor transaction) {
    return transaction;
  }
}
