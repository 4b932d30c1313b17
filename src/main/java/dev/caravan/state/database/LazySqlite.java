package dev.caravan.state.database;

import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/**
 * A SQLite file whose transactions take their turn to write with their first statement, not before
 * the slow steps of a page.
 */
final class LazySqlite extends LazyConnectionDataSourceProxy implements InfrastructureProxy {
  private final DataSource pool;

  LazySqlite(FairDataSource turns, DataSource pool) {
    this.pool = pool;
    setTargetDataSource(turns);
    setDefaultAutoCommit(true);
    setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
  }

  /** For Spring a transaction over this is one over the pool, as with {@link FairDataSource}. */
  @Override
  public Object getWrappedObject() {
    return pool;
  }
}
