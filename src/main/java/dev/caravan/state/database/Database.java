package dev.caravan.state.database;

import dev.caravan.config.StartCheck;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one database of a Caravan: connections, transactions, and Caravan's own tables, which are
 * created or migrated before the first connection is handed out. Nothing connects until then, so a
 * context starts with its database down. Safe for any thread.
 */
public final class Database implements CamelContextAware, StartCheck, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DatabaseSettings settings = new DatabaseSettings();
  private Connections connections;
  private DataSource source;
  private DatabaseKind kind;
  private boolean closed;
  private volatile boolean openServer;
  private PlatformTransactionManager transactions;
  private int isolation = TransactionDefinition.ISOLATION_DEFAULT;
  private Beside beside;

  /** With nothing set; a url or a Camel context must follow. */
  public Database() {}

  /** A database at a JDBC URL; no user and no password when empty. */
  public Database(String url, String username, String password) {
    setUrl(url);
    setUsername(username);
    setPassword(password);
  }

  /** A DataSource of the hub, by its name in the context's registry. */
  public void setDataSource(String name) {
    settings.dataSource(name);
  }

  public void setUrl(String url) {
    settings.url(url);
  }

  /** The url when nothing else is set; without one the hub's only DataSource is used. */
  public void setDefaultUrl(String url) {
    settings.defaultUrl(url);
  }

  public void setUsername(String username) {
    settings.username(username);
  }

  public void setPassword(String password) {
    settings.password(password);
  }

  /**
   * How many connections pages have at most, 0 for the default: 32, and of a hub's pool all but
   * one. One page needs one; who finds none free waits for it. A SQLite file has one, whatever is
   * set.
   */
  public void setMaxConnections(int most) {
    settings.maxConnections(most);
  }

  @Override
  public void setCamelContext(CamelContext context) {
    settings.context(context);
  }

  @Override
  public CamelContext getCamelContext() {
    return settings.context();
  }

  /** Its JDBC URL without anything that could be a secret, or the name of the hub's DataSource. */
  public String name() {
    return connections().name();
  }

  /** That there is a database, though it may be down. */
  @Override
  public void checkAtStart() {
    connections();
  }

  /**
   * What would keep pages out of it, found without writing anything; empty when nothing would.
   *
   * @throws DatabaseUnavailableException when it does not answer
   */
  public Optional<String> obstacle() {
    Connections from = connections();
    try {
      return from.obstacle();
    } catch (SQLException | RuntimeException e) {
      throw new DatabaseUnavailableException(from, e);
    }
  }

  /**
   * The connections, of a database that is migrated.
   *
   * @throws DatabaseUnavailableException when no connection can be made or the migration fails
   */
  public synchronized DataSource dataSource() {
    if (closed) {
      throw new IllegalStateException("the database " + name() + " is closed");
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

  /** Whether it is a server, as far as that is known without asking. */
  public boolean isOpenServer() {
    return openServer;
  }

  /** Statements over {@link #dataSource()}, whose failures are Spring's exceptions. */
  public JdbcTemplate jdbc() {
    return jdbc(dataSource());
  }

  /** An instant as the parameter of a statement. */
  public Object time(Instant instant) {
    return kind().time(instant);
  }

  /** A transaction over {@link #dataSource()}, or the one that is already under way. */
  public synchronized TransactionTemplate transaction() {
    dataSource();
    TransactionTemplate transaction = new TransactionTemplate(transactions);
    transaction.setIsolationLevel(isolation);
    return transaction;
  }

  /**
   * Does work that is committed at once, whatever becomes of the page that is under way on this
   * thread: in a transaction of its own, on the one connection that no page ever takes. Since a
   * SQLite file has one writer, it is another file there, {@code -notes} at the end of its name,
   * with tables of its own.
   */
  public void atOnce(Consumer<JdbcTemplate> work) {
    DataSource own = beside();
    new TransactionTemplate(new DataSourceTransactionManager(own))
        .executeWithoutResult(status -> work.accept(jdbc(own)));
  }

  /**
   * Statements that are committed one by one, so that a paused process keeps no row from others.
   */
  public JdbcTemplate oneByOne() {
    return jdbc(beside());
  }

  /**
   * The connections that tables are changed by, where a change cannot be part of a page's
   * transaction: the one that no page ever takes. Elsewhere {@link #dataSource()}.
   */
  public DataSource forChanges() {
    return kind().commitsWithChanges() ? beside() : dataSource();
  }

  private DataSource beside() {
    dataSource();
    try {
      return beside.connections();
    } catch (IOException | SQLException e) {
      throw new DatabaseUnavailableException(connections(), e);
    }
  }

  /** The sessions of this process at the server. */
  public Sessions sessions() {
    return new Sessions(this, connections().mark());
  }

  @Override
  public synchronized void close() {
    closed = true;
    source = null;
    openServer = false;
    if (connections != null) {
      connections.close();
    }
    if (beside != null) {
      beside.close();
    }
  }

  private JdbcTemplate jdbc(DataSource pool) {
    JdbcTemplate jdbc = new JdbcTemplate(pool);
    kind().errors().ifPresent(jdbc::setExceptionTranslator);
    return jdbc;
  }

  private synchronized Connections connections() {
    if (connections == null) {
      connections = settings.connections();
    }
    return connections;
  }

  private void open() {
    Connections from = connections();
    try {
      DataSource pool = from.open();
      try (Connection connection = pool.getConnection()) {
        kind = DatabaseKind.of(connection);
        isolation = kind.isolation(connection);
        from.inspect(connection, kind);
        if (kind == DatabaseKind.MARIADB) {
          MariaDbSession.inspect(connection);
        }
        beside =
            kind == DatabaseKind.SQLITE
                ? Beside.file(SqliteFile.notesUrl(connection), PATIENCE)
                : Beside.server(pool, PATIENCE);
      }
      Migrations.run(pool, from.look(), kind);
      share(pool, from);
    } catch (IOException | SQLException | RuntimeException e) {
      source = null;
      from.close();
      throw new DatabaseUnavailableException(from, e);
    }
  }

  private void share(DataSource pool, Connections from) {
    Turns turns = new Turns(kind.isServer() ? from.forPages() : 1, PATIENCE);
    FairDataSource fair = new FairDataSource(pool, turns);
    source = kind == DatabaseKind.SQLITE ? new LazySqlite(fair, pool) : fair;
    openServer = kind.isServer();
    transactions =
        from.manager()
            .<PlatformTransactionManager>map(manager -> new FairTransactions(manager, pool, turns))
            .orElseGet(this::ownManager);
  }

  private PlatformTransactionManager ownManager() {
    return kind == DatabaseKind.SQLITE
        ? new SqliteTransactions(source)
        : new DataSourceTransactionManager(source);
  }
}
