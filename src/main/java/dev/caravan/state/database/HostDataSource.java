package dev.caravan.state.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;

/** A DataSource of the hub, used as it is and never closed. */
final class HostDataSource implements Connections {
  private static final int LEAST = 2;

  /** For pools whose size nobody can ask for; each waits in its own way when it is empty. */
  private static final int OF_UNKNOWN_POOLS = 4;

  private final String name;
  private final DataSource pool;
  private final Optional<PlatformTransactionManager> manager;
  private final int most;

  /**
   * @param name what the hub calls it
   * @param managers all transaction managers of the hub
   * @param most 0 for the default
   */
  HostDataSource(
      String name, DataSource given, Iterable<PlatformTransactionManager> managers, int most) {
    this.name = name;
    this.pool =
        given instanceof TransactionAwareDataSourceProxy aware
                && aware.getTargetDataSource() != null
            ? aware.getTargetDataSource()
            : given;
    this.manager = managerOf(pool, managers);
    this.most = most;
  }

  @Override
  public String name() {
    return "DataSource " + name;
  }

  @Override
  public String advice() {
    return "Check the DataSource '"
        + name
        + "' of this application, or give Caravan another database by caravan.datasource (the name"
        + " of a DataSource, as in #warehouse) or caravan.datasource.url";
  }

  @Override
  public DataSource open() {
    return pool;
  }

  @Override
  public DataSource look() {
    return pool;
  }

  @Override
  public void inspect(Connection connection, DatabaseKind kind) throws IOException, SQLException {
    if (kind == DatabaseKind.SQLITE) {
      SqliteFile.inspect(connection);
    } else if (poolSize().filter(size -> size < LEAST).isPresent()) {
      throw new IOException("its pool has one connection, and Caravan needs two at times");
    }
  }

  @Override
  public Optional<String> obstacle() throws SQLException {
    return Obstacles.of(pool);
  }

  /** Leaves one of them to what is kept at once, and to the hub. */
  @Override
  public int forPages() {
    int room = poolSize().map(size -> Math.max(1, size - 1)).orElse(Integer.MAX_VALUE);
    int wanted = most > 0 ? most : poolSize().orElse(OF_UNKNOWN_POOLS);
    return Math.min(wanted, room);
  }

  @Override
  public Optional<PlatformTransactionManager> manager() {
    return manager;
  }

  @Override
  public void close() {
    // It is the hub's.
  }

  private Optional<Integer> poolSize() {
    try {
      return pool.isWrapperFor(HikariDataSource.class)
          ? Optional.of(pool.unwrap(HikariDataSource.class).getMaximumPoolSize())
          : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /**
   * Of several the one that does more than JDBC, such as that of JPA: it refuses to work within a
   * transaction of a plain one, and a plain one joins those of it.
   */
  private static Optional<PlatformTransactionManager> managerOf(
      DataSource pool, Iterable<PlatformTransactionManager> managers) {
    PlatformTransactionManager found = null;
    for (PlatformTransactionManager manager : managers) {
      if (manages(manager, pool)
          && (found == null || found instanceof DataSourceTransactionManager)) {
        found = manager;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Spring's managers for JDBC, JPA and Hibernate have no type in common that names it. */
  private static boolean manages(PlatformTransactionManager manager, DataSource pool) {
    try {
      return manager.getClass().getMethod("getDataSource").invoke(manager) == pool;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
