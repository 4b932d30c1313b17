package dev.caravan.lake.iceberg;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetProvider;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Has Iceberg's catalog in a database use Caravan's connections: one for each statement, in its
 * turn, and given back; within a transaction of its thread, that one's. So it holds none that a
 * page waits for, a SQLite file has one writer at a time, and a hub's DataSource serves as it is.
 */
final class OwnConnections extends JdbcClientPool {
  private final DataSource source;

  OwnConnections(DataSource source) {
    super(1, "jdbc:caravan", Map.of());
    this.source = source;
  }

  @Override
  protected Connection newClient() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "prepareStatement" -> prepare((String) arguments[0]);
                  case "getMetaData" -> metaData();
                  case "close" -> null;
                  case "isClosed" -> false;
                  case "isValid" -> true;
                  case "toString" -> "a connection of Caravan's";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Override
  protected Connection reconnect(Connection client) {
    return client;
  }

  /** Iceberg asks for columns alone, and leaves what it gets open. */
  private DatabaseMetaData metaData() {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            (proxy, method, arguments) -> {
              Connection connection = DataSourceUtils.getConnection(source);
              try (ResultSet result =
                  (ResultSet) method.invoke(connection.getMetaData(), arguments)) {
                CachedRowSet copy = RowSetProvider.newFactory().createCachedRowSet();
                copy.populate(result);
                return copy;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                DataSourceUtils.releaseConnection(connection, source);
              }
            });
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    Connection connection = DataSourceUtils.getConnection(source);
    try {
      PreparedStatement statement = connection.prepareStatement(sql);
      return (PreparedStatement)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {PreparedStatement.class},
              (proxy, method, arguments) -> {
                try {
                  return method.invoke(statement, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                } finally {
                  if (method.getName().equals("close")) {
                    DataSourceUtils.releaseConnection(connection, source);
                  }
                }
              });
    } catch (SQLException | RuntimeException e) {
      DataSourceUtils.releaseConnection(connection, source);
      throw e;
    }
  }
}
