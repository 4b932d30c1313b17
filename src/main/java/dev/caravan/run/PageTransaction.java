package dev.caravan.run;

import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.FailureMarks;
import dev.caravan.state.database.TransactionPolicy;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transaction of a page: committed only when {@link MoveCheckpoint} was reached. A failure that
 * the user's own error handler took as handled skips that step and is thus rolled back, too.
 */
public final class PageTransaction extends TransactionPolicy {
  private static final Logger LOG = LoggerFactory.getLogger(PageTransaction.class);

  public PageTransaction(Database database) {
    super(database);
  }

  @Override
  protected boolean isWhole(Exchange exchange) {
    return MoveCheckpoint.result(exchange).isPresent();
  }

  @Override
  protected Processor around(Processor transaction) {
    return exchange -> {
      transaction.process(exchange);
      if (!isWhole(exchange) || exchange.isFailed()) {
        takeApart(exchange);
      }
    };
  }

  /** What failed for several pages is tried for each, so that those before the bad one are kept. */
  private static void takeApart(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    if (!run.handover().takeApart()) {
      return;
    }
    LOG.info(
        "{}: pages that were written together are not committed{}; from now on each is by itself",
        run,
        run.input().api().hideSecrets(why(exchange)));
    FailureMarks.clear(exchange);
    exchange.setException(null);
    MoveCheckpoint.forget(exchange);
  }

  private static String why(Exchange exchange) {
    return Optional.ofNullable(exchange.getException()).map(e -> ", " + Causes.of(e)).orElse("");
  }
}
