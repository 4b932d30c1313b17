package dev.caravan.state.database;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transactions of a hub's own manager, begun in turns, since each of them takes a connection
 * from the pool at once. One that the hub has begun is joined without a turn. Safe for any thread.
 */
final class FairTransactions implements PlatformTransactionManager {
  private final PlatformTransactionManager manager;
  private final DataSource pool;
  private final Turns turns;
  private final Set<TransactionStatus> begun = ConcurrentHashMap.newKeySet();

  FairTransactions(PlatformTransactionManager manager, DataSource pool, Turns turns) {
    this.manager = manager;
    this.pool = pool;
    this.turns = turns;
  }

  @Override
  public TransactionStatus getTransaction(TransactionDefinition definition) {
    if (TransactionSynchronizationManager.hasResource(pool)) {
      return manager.getTransaction(definition);
    }
    try {
      turns.take();
    } catch (SQLException e) {
      throw new CannotCreateTransactionException(e.getMessage(), e);
    }
    boolean isNew = false;
    try {
      TransactionStatus status = manager.getTransaction(definition);
      isNew = status.isNewTransaction() && begun.add(status);
      return status;
    } finally {
      if (!isNew) {
        turns.give();
      }
    }
  }

  @Override
  public void commit(TransactionStatus status) {
    try {
      manager.commit(status);
    } finally {
      end(status);
    }
  }

  @Override
  public void rollback(TransactionStatus status) {
    try {
      manager.rollback(status);
    } finally {
      end(status);
    }
  }

  private void end(TransactionStatus status) {
    if (begun.remove(status)) {
      turns.give();
    }
  }
}
