package dev.caravan.state.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.transaction.PlatformTransactionManager;

/** Where the connections of a {@link Database} come from: a pool of its own, or one of the hub. */
sealed interface Connections permits OwnPool, HostDataSource {
  /** What people know the database by, without anything that could be a secret. */
  String name();

  /** What to look at when it cannot be opened. */
  String advice();

  /** The pool, opened. */
  DataSource open() throws IOException, SQLException;

  /** Once open, connections to read by that wait for no writer. */
  DataSource look();

  /**
   * Looks at a connection before anything is written.
   *
   * @throws IOException when the database must not be used as it is
   */
  void inspect(Connection connection, DatabaseKind kind) throws IOException, SQLException;

  /**
   * What would keep pages out of it; nothing is opened for good, and nothing written.
   *
   * @throws SQLException when no connection can be made
   */
  Optional<String> obstacle() throws SQLException;

  /**
   * How many pages may have a connection at once; there is one more for what is committed at once.
   */
  int forPages();

  /** Who begins and ends the transactions of the pool, when somebody does already. */
  Optional<PlatformTransactionManager> manager();

  /**
   * What its sessions are marked by, so that others can end them; empty when nothing marks them.
   */
  default String mark() {
    return "";
  }

  /** Closes what {@link #open} opened. */
  void close();
}
