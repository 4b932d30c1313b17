package dev.caravan.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Hands out the connections of a pool one after the other, to whoever has waited longest. That all
 * of them are in use is no failure, however many streams there are; that none can be made still is,
 * after the pool's own timeout. Nobody who holds one may wait for another. Safe for any thread.
 */
final class FairDataSource extends DelegatingDataSource {
  private final Semaphore free;
  private final int connections;
  private final Duration patience;

  /**
   * @param connections as many as the pool has
   * @param patience how long one waits at most; something hangs when it is over
   */
  FairDataSource(DataSource pool, int connections, Duration patience) {
    super(pool);
    this.free = new Semaphore(connections, true);
    this.connections = connections;
    this.patience = patience;
  }

  @Override
  public Connection getConnection() throws SQLException {
    await();
    boolean handedOut = false;
    try {
      Connection connection = returning(super.getConnection());
      handedOut = true;
      return connection;
    } finally {
      if (!handedOut) {
        free.release();
      }
    }
  }

  private void await() throws SQLException {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException(
            "none of the %d connections became free within %d s; a step of a route that hangs may hold one"
                .formatted(connections, patience.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
    }
  }

  /** The connection, which gives its place to the next when it is closed. */
  private Connection returning(Connection connection) {
    AtomicBoolean closed = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            FairDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              try {
                if (method.getName().equals("equals")) {
                  return proxy == arguments[0];
                }
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (method.getName().equals("close") && closed.compareAndSet(false, true)) {
                  free.release();
                }
              }
            });
  }
}
