package dev.caravan.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one database of a Caravan: connection pool, transactions, and Caravan's own tables, which are
 * created or migrated before the first connection is handed out. Nothing connects until then, so a
 * context starts with its database down. Safe for any thread.
 */
public final class Database implements CamelContextAware, AutoCloseable {
  private static final int MOST_CONNECTIONS = 32;
  private static final long CONNECT_TIMEOUT_MS = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HikariConfig config = new HikariConfig();
  private HikariDataSource pool;
  private DataSource source;
  private DatabaseKind kind;
  private boolean closed;
  private CamelContext context;
  private PlatformTransactionManager transactions;
  private DataSource beside;
  private String notesUrl;
  private HikariDataSource notes;

  /** A database with nothing set; a url must follow. */
  public Database() {
    config.setPoolName("caravan");
    config.setMaximumPoolSize(MOST_CONNECTIONS);
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

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  /** The JDBC URL without anything that could be a secret. */
  public String url() {
    return config.getJdbcUrl() == null ? "" : config.getJdbcUrl().replaceAll("[?;].*", "");
  }

  /**
   * How many connections there are at most; there are only as many as are in use. One page needs
   * one; who finds none free waits for it. A SQLite file has one, whatever is set.
   */
  public void setMaxConnections(int most) {
    config.setMaximumPoolSize(most);
  }

  /**
   * The connections, of a database that is migrated.
   *
   * @throws DatabaseUnavailableException when no connection can be made or the migration fails
   */
  public synchronized DataSource dataSource() {
    if (closed) {
      throw new IllegalStateException("the database " + url() + " is closed");
    }
    if (source == null) {
      open();
    }
    return source;
  }

  /** Which database it is. */
  public synchronized DatabaseKind kind() {
    dataSource();
    return kind;
  }

  /** Statements over {@link #dataSource()}, whose failures are Spring's exceptions. */
  public JdbcTemplate jdbc() {
    return jdbc(dataSource());
  }

  /** An instant as the parameter of a statement. */
  public Object time(Instant instant) {
    return kind().time(instant);
  }

  /** Transactions over {@link #dataSource()}. */
  public synchronized PlatformTransactionManager transactions() {
    dataSource();
    return transactions;
  }

  /**
   * Does work that is kept at once, whatever becomes of the page that is under way on this thread:
   * in a transaction of its own, on the one connection that no page ever takes. Since a SQLite file
   * has one writer, it is another file there, {@code -notes} at the end of its name, with tables of
   * its own.
   */
  public void atOnce(Consumer<JdbcTemplate> work) {
    DataSource own = beside();
    new TransactionTemplate(new DataSourceTransactionManager(own))
        .executeWithoutResult(status -> work.accept(jdbc(own)));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.close();
      pool = null;
      source = null;
    }
    if (notes != null) {
      notes.close();
      notes = null;
    }
  }

  private JdbcTemplate jdbc(DataSource connections) {
    JdbcTemplate jdbc = new JdbcTemplate(connections);
    if (kind() == DatabaseKind.SQLITE) {
      jdbc.setExceptionTranslator(new SqliteErrors());
    }
    return jdbc;
  }

  /** Asks no connection of the database, since who waits for one must not hold this object. */
  private synchronized DataSource beside() {
    if (kind() == DatabaseKind.SQLITE && notes == null) {
      try {
        notes = SqliteFile.openNotes(notesUrl);
        beside = new FairDataSource(notes, 1, PATIENCE);
      } catch (IOException | SQLException e) {
        throw new DatabaseUnavailableException(url(), e);
      }
    }
    return beside;
  }

  private void open() {
    HikariDataSource candidate = null;
    DataSource look;
    try {
      HikariConfig copy = new HikariConfig();
      config.copyStateTo(copy);
      PoolMetrics.measure(copy, context);
      int forPages = copy.getMaximumPoolSize();
      copy.setMaximumPoolSize(forPages + 1);
      if (SqliteFile.isMeantBy(copy.getJdbcUrl())) {
        SqliteFile.prepare(copy);
        forPages = 1;
        candidate = SqliteFile.open(copy);
        look = SqliteFile.reading(copy);
      } else {
        candidate = new HikariDataSource(copy);
        look = candidate;
      }
      try (Connection connection = candidate.getConnection()) {
        kind = DatabaseKind.of(connection);
        if (kind == DatabaseKind.SQLITE) {
          notesUrl = SqliteFile.notesUrl(connection);
        }
      }
      Migrations.run(candidate, look, kind);
      source = new FairDataSource(candidate, forPages, PATIENCE);
      if (kind == DatabaseKind.SQLITE) {
        takeTurnsToWrite();
      } else {
        transactions = new DataSourceTransactionManager(source);
        beside = new FairDataSource(candidate, 1, PATIENCE);
      }
      pool = candidate;
    } catch (IOException | SQLException | RuntimeException e) {
      if (candidate != null) {
        candidate.close();
      }
      source = null;
      throw new DatabaseUnavailableException(url(), e);
    }
  }

  /** A transaction takes the one connection with its first statement, not before its slow steps. */
  private void takeTurnsToWrite() {
    LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
    lazy.setTargetDataSource(source);
    lazy.setDefaultAutoCommit(true);
    lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    source = lazy;
    JdbcTransactionManager manager = new JdbcTransactionManager(source);
    manager.setExceptionTranslator(new SqliteErrors());
    // The driver would commit once more when it leaves the transaction.
    manager.setRollbackOnCommitFailure(true);
    transactions = manager;
  }
}
