package dev.caravan.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The one database of a Caravan: connection pool, transactions, and Caravan's own tables, which are
 * created or migrated before the first connection is handed out. Nothing connects until then, so a
 * context starts with its database down. Safe for any thread.
 */
public final class Database implements AutoCloseable {
  private static final int POOL_SIZE = 16;
  private static final long CONNECT_TIMEOUT_MS = 10_000;

  private final HikariConfig config = new HikariConfig();
  private HikariDataSource pool;
  private boolean closed;
  private PlatformTransactionManager transactions;

  /** A database with nothing set; a url must follow. */
  public Database() {
    config.setPoolName("caravan");
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
  }

  /** A database at a JDBC URL; no user and no password when empty. */
  public Database(String url, String username, String password) {
    this();
    setUrl(url);
    setUsername(username);
    setPassword(password);
  }

  public void setUrl(String url) {
    config.setJdbcUrl(url);
  }

  public void setUsername(String username) {
    config.setUsername(username == null || username.isEmpty() ? null : username);
  }

  public void setPassword(String password) {
    config.setPassword(password == null || password.isEmpty() ? null : password);
  }

  /** The JDBC URL without anything that could be a secret. */
  public String url() {
    return config.getJdbcUrl() == null ? "" : config.getJdbcUrl().replaceAll("[?;].*", "");
  }

  /**
   * The pool, connected and migrated.
   *
   * @throws DatabaseUnavailableException when no connection can be made or the migration fails
   */
  public synchronized DataSource dataSource() {
    if (closed) {
      throw new IllegalStateException("the database " + url() + " is closed");
    }
    if (pool == null) {
      pool = open();
      transactions = new DataSourceTransactionManager(pool);
    }
    return pool;
  }

  /** Transactions over {@link #dataSource()}. */
  public synchronized PlatformTransactionManager transactions() {
    dataSource();
    return transactions;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }

  private HikariDataSource open() {
    HikariDataSource candidate = null;
    try {
      HikariConfig copy = new HikariConfig();
      config.copyStateTo(copy);
      EmbeddedH2.prepare(copy);
      candidate = new HikariDataSource(copy);
      try (Connection connection = candidate.getConnection()) {
        connection.isValid(1);
      }
      migrate(candidate);
      return candidate;
    } catch (SQLException | RuntimeException e) {
      if (candidate != null) {
        candidate.close();
      }
      throw new DatabaseUnavailableException(url(), e);
    }
  }

  private static void migrate(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:caravan/db")
        .table("caravan_schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .load()
        .migrate();
  }
}
