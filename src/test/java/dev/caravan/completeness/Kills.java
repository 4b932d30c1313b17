package dev.caravan.completeness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections on which the page of a run ends at random as if its process were killed: within a
 * step, before its commit reaches the database, or when the commit was kept and the process never
 * heard of it. As a step of a route it draws which, once for each page. Safe for any thread.
 */
final class Kills extends DelegatingDataSource implements Processor {
  /** What the error of a run says that ended so. */
  static final String KILLED = "killed at random";

  private static final int ONE_OF = 12;

  /** At which instant. */
  enum At {
    STEP,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private final Random random;
  private final ThreadLocal<At> drawn = new ThreadLocal<>();
  private final Map<At, Integer> count = new EnumMap<>(At.class);

  Kills(DataSource pool, long seed) {
    super(pool);
    this.random = new Random(seed);
  }

  /** How often each of them came. */
  synchronized Map<At, Integer> count() {
    return new EnumMap<>(count);
  }

  /** Called within the transaction of a page, whose thread is that of its commit. */
  @Override
  public void process(Exchange exchange) {
    drawn.remove();
    At at = draw();
    if (at == At.STEP) {
      count(at);
      throw new IllegalStateException(KILLED + " within a step");
    }
    drawn.set(at);
  }

  private synchronized At draw() {
    return random.nextInt(ONE_OF) > 0 ? null : At.values()[random.nextInt(At.values().length)];
  }

  private synchronized void count(At at) {
    count.merge(at, 1, Integer::sum);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            Kills.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "commit" -> commit(connection);
                case "rollback" -> drawn.remove();
                default -> {
                  // It goes through.
                }
              }
              try {
                return method.getName().equals("commit")
                    ? null
                    : method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Of a server the socket closes, and of what a process writes into a file nothing is kept. */
  private static void end(Connection connection) throws SQLException {
    if (connection.isWrapperFor(PGConnection.class)
        || connection.isWrapperFor(org.mariadb.jdbc.Connection.class)) {
      connection.abort(Runnable::run);
    } else {
      connection.rollback();
    }
  }

  private void commit(Connection connection) throws SQLException {
    At at = drawn.get();
    drawn.remove();
    if (at == At.BEFORE_COMMIT) {
      end(connection);
    } else {
      connection.commit();
    }
    if (at != null) {
      count(at);
      throw new SQLException(KILLED + ": " + at, "08006");
    }
  }
}
