package dev.caravan.run;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.InTransaction;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * A Camel policy: its steps are one database transaction, committed only when {@link
 * MoveCheckpoint} was reached. A failure that the user's own error handler took as handled skips
 * that step and is thus rolled back, too.
 */
public final class PageTransaction implements Policy {
  private final Database database;

  public PageTransaction(Database database) {
    this.database = database;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare.
  }

  @Override
  public Processor wrap(Route route, Processor processor) {
    return new InTransaction(
        processor, database, exchange -> MoveCheckpoint.result(exchange).isPresent());
  }
}
