package dev.caravan.state.database;

import java.sql.SQLException;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * What the errors of MariaDB mean, as Spring's exceptions, where driver and SQLSTATE mislead: that
 * a lock was not had in time has no state of its own, a value that does not fit is a syntax error
 * to the driver, and so is a table that is gone, only without a class.
 *
 * @see <a href="https://mariadb.com/kb/en/mariadb-error-codes/">MariaDB Error Codes</a>
 */
final class MariaDbErrors implements SQLExceptionTranslator {
  private static final String DATA_EXCEPTION = "22";

  private final SQLExceptionTranslator others = new SQLExceptionSubclassTranslator();

  @Override
  public DataAccessException translate(String task, String sql, SQLException e) {
    String message = task + ": " + SqlText.of(e);
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith(DATA_EXCEPTION)) {
      return new DataIntegrityViolationException(message, e);
    }
    return switch (e.getErrorCode()) {
      // A lock was not had in time, a circle of locks, a row that changed since the snapshot.
      case 1205, 1213, 1020 -> new CannotAcquireLockException(message, e);
      // No such column, no such table, the definition of the table has changed.
      case 1054, 1146, 1412 -> new BadSqlGrammarException(task, String.valueOf(sql), e);
      // No default, a text that its character set does not have, data truncated.
      case 1364, 1366, 1265, 4025 -> new DataIntegrityViolationException(message, e);
      default -> others.translate(task, sql, e);
    };
  }
}
