package dev.caravan.state.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** A pool of Caravan's own at a JDBC URL. It has only as many connections as are in use. */
public final class OwnPool implements Connections {
  private static final int MOST_CONNECTIONS = 32;
  private static final long CONNECT_TIMEOUT_MS = 10_000;

  private final String url;
  private final HikariConfig config = new HikariConfig();
  private final int forPages;
  private final CamelContext context;
  private final String mark = Sessions.newMark();
  private HikariDataSource pool;
  private DataSource look;

  /**
   * @param username none when empty, as is the password
   * @param most 0 for the default
   * @param context whose metrics the pool's are among; may be null
   */
  public OwnPool(String url, String username, String password, int most, CamelContext context) {
    this.context = context;
    this.url = url;
    this.forPages = most == 0 ? MOST_CONNECTIONS : most;
    config.setPoolName("caravan");
    config.setJdbcUrl(url);
    config.setUsername(username.isEmpty() ? null : username);
    config.setPassword(password.isEmpty() ? null : password);
    config.setMaximumPoolSize(forPages + 1);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
  }

  @Override
  public String name() {
    return url.replaceAll("[?;].*", "");
  }

  @Override
  public String advice() {
    return SqliteFile.isMeantBy(url)
        ? "Check caravan.datasource.url, and that this user may read and write the file and its"
            + " directory"
        : "Check caravan.datasource.url, .username and .password, and that the server runs";
  }

  @Override
  public DataSource open() throws IOException, SQLException {
    HikariConfig copy = new HikariConfig();
    config.copyStateTo(copy);
    PoolMetrics.measure(copy, context);
    if (SqliteFile.isMeantBy(url)) {
      SqliteFile.prepare(copy);
      pool = SqliteFile.open(copy);
      look = SqliteFile.reading(copy);
      Optional<Path> file = SqliteFile.file(url);
      return file.isPresent() ? new PresentFile(pool, file.get()) : pool;
    }
    if (MariaDbSession.isMeantBy(url)) {
      MariaDbSession.prepare(copy);
    }
    Sessions.mark(copy, mark);
    pool = new HikariDataSource(copy);
    look = pool;
    return pool;
  }

  @Override
  public DataSource look() {
    return look;
  }

  /** It was made as it must be. */
  @Override
  public void inspect(Connection connection, DatabaseKind kind) {}

  @Override
  public Optional<String> obstacle() throws SQLException {
    if (!SqliteFile.isMeantBy(url)) {
      return Obstacles.of(
          new DriverManagerDataSource(url, config.getUsername(), config.getPassword()));
    }
    Optional<Path> file = SqliteFile.file(url);
    Optional<String> place = file.flatMap(Obstacles::of);
    return place.isPresent() || file.filter(Files::exists).isEmpty()
        ? place
        : Obstacles.of(Obstacles.reading(file.get()));
  }

  @Override
  public int forPages() {
    return forPages;
  }

  @Override
  public Optional<PlatformTransactionManager> manager() {
    return Optional.empty();
  }

  @Override
  public String mark() {
    return SqliteFile.isMeantBy(url) ? "" : mark;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
