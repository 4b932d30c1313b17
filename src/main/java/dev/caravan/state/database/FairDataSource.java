package dev.caravan.state.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Hands out the connections of a pool in turns. That all of them are in use is no failure, however
 * many streams there are; that none can be made still is, after the pool's own timeout. Nobody who
 * holds one may wait for another. Safe for any thread.
 *
 * <p>A transaction over the pool and one over this are the same for Spring, so that what a hub does
 * with its own DataSource is part of the page, and the other way round.
 */
final class FairDataSource extends DelegatingDataSource implements InfrastructureProxy {
  private final DataSource pool;
  private final Turns turns;

  FairDataSource(DataSource pool, Turns turns) {
    super(pool);
    this.pool = pool;
    this.turns = turns;
  }

  @Override
  public Object getWrappedObject() {
    return pool;
  }

  /** A connection that commits each statement until told otherwise, whatever the pool's do. */
  @Override
  public Connection getConnection() throws SQLException {
    turns.take();
    boolean handedOut = false;
    try {
      Connection connection = committing(super.getConnection());
      handedOut = true;
      return connection;
    } finally {
      if (!handedOut) {
        turns.give();
      }
    }
  }

  private Connection committing(Connection connection) throws SQLException {
    try {
      boolean committing = connection.getAutoCommit();
      connection.setAutoCommit(true);
      return returning(connection, committing);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The connection, which is as the pool gave it and gives its turn to the next when closed. */
  private Connection returning(Connection connection, boolean committing) {
    AtomicBoolean closed = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            FairDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean closing =
                  method.getName().equals("close") && closed.compareAndSet(false, true);
              try {
                if (method.getName().equals("equals")) {
                  return proxy == arguments[0];
                }
                if (closing && !committing && !connection.isClosed()) {
                  connection.setAutoCommit(false);
                }
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (closing) {
                  turns.give();
                }
              }
            });
  }
}
