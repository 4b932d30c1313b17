package dev.caravan.state.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * Transactions on a SQLite file. SQLite rolls back by itself when the disk is full or cannot be
 * written, or when a rule of a table says so; from then on each statement would be committed at
 * once.
 *
 * @see <a href="https://www.sqlite.org/lang_transaction.html">Response To Errors Within A
 *     Transaction</a>
 */
public final class SqliteTransactions extends JdbcTransactionManager {
  private static final long serialVersionUID = 1L;

  SqliteTransactions(DataSource source) {
    super(source);
    setExceptionTranslator(new SqliteErrors());
    // The driver would commit once more when it leaves the transaction.
    setRollbackOnCommitFailure(true);
  }

  /** What made SQLite roll back says more than that it has. */
  @Override
  protected void doRollback(DefaultTransactionStatus status) {
    try {
      super.doRollback(status);
    } catch (DataAccessException e) {
      if (!String.valueOf(e.getMostSpecificCause().getMessage())
          .contains("no transaction is active")) {
        throw e;
      }
    }
  }

  /**
   * Makes sure that a transaction still is one, before its end is decided by what was committed in
   * it. SQLite tells by refusing to begin another.
   *
   * @throws DataAccessResourceFailureException when SQLite has rolled it back by itself
   */
  public static void requireActive(JdbcTemplate jdbc) {
    if (Boolean.TRUE.equals(
        jdbc.execute((ConnectionCallback<Boolean>) SqliteTransactions::begins))) {
      throw new DataAccessResourceFailureException(
          "a statement before, whose failure was passed over, made SQLite roll back the"
              + " transaction; nothing of it is committed");
    }
  }

  private static boolean begins(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("begin");
      statement.execute("rollback");
      return true;
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains("within a transaction")) {
        return false;
      }
      throw e;
    }
  }
}
