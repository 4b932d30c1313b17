package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Sql;
import dev.caravan.value.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A change of a table of MariaDB, on a connection of its own and alone among all processes. It
 * waits for whoever is in the table. That may be this thread's own transaction, which has loaded a
 * part of its page already: then the change is made as soon as that has rolled back, and the page,
 * which is tried again, finds it made.
 */
final class MariaDbChange {
  private static final Logger LOG = LoggerFactory.getLogger(MariaDbChange.class);
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int NOW_SECONDS = 3;
  private static final int LATER_SECONDS = 60;

  private static final String MAKE =
      "insert into caravan_lock (name) values (concat('making ', ?))";
  private static final String MADE = "delete from caravan_lock where name = concat('making ', ?)";
  private static final String FORGET = "delete from caravan_column where target = ?";

  /** The table's name is how its target ends, after the schema's. */
  private static final String NO_TABLE =
      "not exists (select 1 from information_schema.tables where table_schema ="
          + " if(target like '%.%', substring_index(target, '.', 1), database())"
          + " and lower(table_name) = substring_index(target, '.', -1))";

  private final DataSource dataSource;
  private final String target;
  private final Dialect.Change work;

  MariaDbChange(DataSource dataSource, String target, Dialect.Change work) {
    this.dataSource = dataSource;
    this.target = target;
    this.work = work;
  }

  /**
   * Makes the change.
   *
   * @throws ConcurrencyFailureException when somebody is in the table
   */
  void run() throws SQLException {
    try {
      run(NOW_SECONDS);
    } catch (SQLException e) {
      if (e.getErrorCode() != LOCK_WAIT_TIMEOUT) {
        throw e;
      }
      afterwards();
      throw new ConcurrencyFailureException(
          "Table %s must be changed while a transaction is in it; a new one finds it changed"
              .formatted(target),
          e);
    }
  }

  private void run(int seconds) throws SQLException {
    try (Connection alone = dataSource.getConnection();
        Statement session = alone.createStatement()) {
      String name = lock(alone);
      session.execute("set session lock_wait_timeout = " + seconds);
      try {
        change(alone);
      } finally {
        session.execute("set session lock_wait_timeout = default");
        session.execute("do release_lock(" + name + ")");
      }
    }
  }

  /**
   * Which fields a new table holds is kept before the table is made. When that fails, or the
   * process was killed in between, it is forgotten, or the table would be taken for one that is
   * gone.
   */
  private void change(Connection alone) throws SQLException {
    if (update(alone, MADE) > 0) {
      update(alone, FORGET + " and " + NO_TABLE);
    }
    boolean isNew = count(alone, "select count(*) from caravan_column where target = ?") == 0;
    if (isNew) {
      update(alone, MAKE);
    }
    try {
      work.on(alone);
    } catch (SQLException | RuntimeException e) {
      if (isNew) {
        update(alone, FORGET);
        update(alone, MADE);
      }
      throw e;
    }
    if (isNew) {
      update(alone, MADE);
    }
  }

  private int update(Connection alone, String sql) throws SQLException {
    try (PreparedStatement statement = alone.prepareStatement(sql)) {
      statement.setString(1, target);
      return statement.executeUpdate();
    }
  }

  private int count(Connection alone, String sql) throws SQLException {
    try (PreparedStatement statement = alone.prepareStatement(sql)) {
      statement.setString(1, target);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** One that the server gives back by itself when the process is gone. */
  private String lock(Connection alone) throws SQLException {
    String name = Sql.literal("caravan " + Digest.of(alone.getCatalog() + " " + target));
    String sql = "select get_lock(left(%s, 64), %d)".formatted(name, LATER_SECONDS);
    try (PreparedStatement statement = alone.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      if (row.getInt(1) != 1) {
        throw new CannotAcquireLockException(
            "another process has been changing table %s for %d s".formatted(target, LATER_SECONDS));
      }
    }
    return "left(" + name + ", 64)";
  }

  private void afterwards() {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            try {
              run(LATER_SECONDS);
            } catch (SQLException | RuntimeException e) {
              // Whoever needs it tries again, and says so when it fails.
              LOG.warn("table {} could not be changed: {}", target, e.getMessage());
            }
          }
        });
  }
}
