package dev.caravan.state.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The connections of a process that is killed: after so many commits all of them end at once,
 * before the next one, in the middle of whatever is under way, and there are no new ones. {@code
 * -Dmigrations.cut=every} cuts before each statement, too, for some minutes.
 */
final class CutConnections extends AbstractDataSource {
  private static final boolean EVERY = "every".equals(System.getProperty("migrations.cut"));

  private final DataSource real;
  private final List<Connection> open = new ArrayList<>();
  private int left;

  CutConnections(DataSource real, int left) {
    this.real = real;
    this.left = left;
  }

  /** Whether the end came. */
  boolean areCut() {
    return left < 0;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (areCut()) {
      throw new SQLException("this process is dead");
    }
    Connection connection = real.getConnection();
    open.add(connection);
    return watched(Connection.class, connection);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  private <T> T watched(Class<T> type, T target) {
    InvocationHandler handler = (proxy, method, arguments) -> call(target, method, arguments);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object call(Object target, Method method, Object[] arguments) throws Throwable {
    if (lasts(target, method, arguments) && --left < 0) {
      end();
    }
    try {
      Object result = method.invoke(target, arguments);
      if (result instanceof PreparedStatement statement) {
        return watched(PreparedStatement.class, statement);
      }
      return result instanceof Statement statement ? watched(Statement.class, statement) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Only what lasts counts: within a transaction nothing does before its commit. */
  private static boolean lasts(Object target, Method method, Object[] arguments)
      throws SQLException {
    return switch (method.getName()) {
      case "commit" -> true;
      case "setAutoCommit" -> (boolean) arguments[0] && !commitsEach((Connection) target);
      case "execute", "executeUpdate", "executeBatch", "executeLargeUpdate" ->
          EVERY || commitsEach(((Statement) target).getConnection());
      default -> false;
    };
  }

  private static boolean commitsEach(Connection connection) throws SQLException {
    return connection.getAutoCommit();
  }

  /** Without a word to the database about what was begun. */
  private void end() throws SQLException {
    for (Connection connection : open) {
      connection.abort(Runnable::run);
    }
    throw new SQLException("this process is dead");
  }
}
