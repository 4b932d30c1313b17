package dev.caravan.state.database;

import java.sql.SQLException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * What the result codes of SQLite mean, as Spring's exceptions. The driver sets no SQLSTATE, which
 * Spring would go by.
 *
 * @see <a href="https://www.sqlite.org/rescode.html">Result and Error Codes</a>
 */
final class SqliteErrors implements SQLExceptionTranslator {
  private static final int BUSY = 5;

  /** Whether a failure is that somebody else held the file. */
  static boolean isBusy(Throwable failure) {
    return NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException e
        && (e.getErrorCode() & 0xff) == BUSY;
  }

  @Override
  public DataAccessException translate(String task, String sql, SQLException e) {
    String message = task + ": " + e.getMessage();
    return switch (e.getErrorCode() & 0xff) {
      case 1 -> new BadSqlGrammarException(task, String.valueOf(sql), e); // ERROR
      case 5, 6 -> new CannotAcquireLockException(message, e); // BUSY, LOCKED
      case 9 -> new QueryTimeoutException(message, e); // INTERRUPT
      // READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, AUTH, NOTADB
      case 8, 10, 11, 13, 14, 15, 23, 26 -> new DataAccessResourceFailureException(message, e);
      case 19 -> // CONSTRAINT
          String.valueOf(e.getMessage()).contains("UNIQUE constraint failed")
              ? new DuplicateKeyException(message, e)
              : new DataIntegrityViolationException(message, e);
      default ->
          e instanceof java.sql.SQLTransientException
              ? new org.springframework.dao.TransientDataAccessResourceException(message, e)
              : new UncategorizedSQLException(task, sql, e);
    };
  }
}
