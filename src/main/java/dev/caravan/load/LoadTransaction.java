package dev.caravan.load;

import dev.caravan.state.Database;
import dev.caravan.state.InTransaction;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

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
    return new InTransaction(processor, database, exchange -> true);
  }
}
