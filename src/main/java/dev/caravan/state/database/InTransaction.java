package dev.caravan.state.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionSystemException;

/**
 * Runs steps in one database transaction and joins a transaction that is already under way. Steps
 * that could go on in another thread stay in this one, as Camel does for transacted exchanges; what
 * a step hands to other threads all the same, such as a parallel split or seda, is not in it. Rolls
 * back on any exception, on rollback-only, and when the steps did not come as far as they must.
 */
public final class InTransaction extends DelegateAsyncProcessor {
  private static final int BEGINNINGS = 3;
  private static final int VALID_WITHIN_SECONDS = 5;

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
      for (int left = BEGINNINGS; left > 0 && !attempt(exchange, left > 1); left--) {
        // A connection of the pool was dead; the next attempt gets another one.
      }
    } finally {
      work.endTransactedBy(this);
    }
    callback.done(true);
    return true;
  }

  /**
   * Runs the steps in a fresh transaction. They run once at most, since they may change what they
   * are given; only a transaction that turns out to be dead before the first of them is begun
   * again.
   *
   * @return false when the steps did not run
   */
  private boolean attempt(Exchange exchange, boolean again) {
    AtomicBoolean began = new AtomicBoolean();
    try {
      database
          .transaction()
          .executeWithoutResult(
              status -> {
                if (status.isNewTransaction() && database.kind().isServer()) {
                  requireAlive();
                }
                began.set(true);
                run(exchange);
                if (mustRollBack(exchange)) {
                  status.setRollbackOnly();
                }
              });
      return true;
    } catch (RuntimeException e) {
      if (!began.get() && again && isDead(e)) {
        return false;
      }
      fail(exchange, e);
      return true;
    }
  }

  /** Whether a connection was there and is not; without any, the pool has waited long enough. */
  private static boolean isDead(RuntimeException e) {
    return e instanceof DataAccessResourceFailureException
        || e instanceof TransactionSystemException;
  }

  /** A pool hands connections out unseen that were used a moment ago, whatever happened since. */
  private void requireAlive() {
    DataSource pool = database.dataSource();
    Connection connection = DataSourceUtils.getConnection(pool);
    try {
      if (!connection.isValid(VALID_WITHIN_SECONDS)) {
        throw new DataAccessResourceFailureException("the connection to the database is dead");
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("the connection to the database is dead", e);
    } finally {
      DataSourceUtils.releaseConnection(connection, pool);
    }
  }

  /** What made the steps fail says more than that their rollback then failed, too. */
  private static void fail(Exchange exchange, RuntimeException e) {
    if (exchange.getException() == null) {
      exchange.setException(e);
    } else {
      exchange.getException().addSuppressed(e);
    }
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
