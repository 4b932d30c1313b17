package dev.caravan.state.database;

import java.sql.SQLException;
import java.util.Optional;

/**
 * What a database says of a statement, without what the rows hold: PostgreSQL shows the whole row
 * that breaks a constraint, and the value that is no number, MariaDB the key that is there already.
 * For logs and errors.
 */
public final class SqlText {
  private static final String DATA_EXCEPTION = "22";

  private SqlText() {}

  /** The words of the database's own exception among a failure's causes. */
  public static String of(Throwable failure) {
    return find(failure).map(SqlText::words).orElse("the database gives no reason");
  }

  /** The database's own exception among a failure and its causes. */
  public static Optional<SQLException> find(Throwable failure) {
    for (Throwable link = failure; link != null; link = link.getCause()) {
      if (link instanceof SQLException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  private static String words(SQLException e) {
    String state = Optional.ofNullable(e.getSQLState()).orElse("");
    if (state.startsWith(DATA_EXCEPTION)) {
      return "a value does not fit its column (SQLSTATE " + state + ")";
    }
    // Rows stand in the lines after the first, values in quotes after a colon.
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return first
        .replaceFirst(": \".*", "")
        .replaceFirst("Duplicate entry '.*' for", "Duplicate entry for");
  }
}
