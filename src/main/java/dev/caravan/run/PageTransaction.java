package dev.caravan.run;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.TransactionPolicy;
import org.apache.camel.Exchange;

/**
 * The transaction of a page: committed only when {@link MoveCheckpoint} was reached. A failure that
 * the user's own error handler took as handled skips that step and is thus rolled back, too.
 */
public final class PageTransaction extends TransactionPolicy {
  public PageTransaction(Database database) {
    super(database);
  }

  @Override
  protected boolean isWhole(Exchange exchange) {
    return MoveCheckpoint.result(exchange).isPresent();
  }
}
