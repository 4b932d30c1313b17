package dev.caravan.state;

import java.sql.SQLException;

/** No connection could be made; the message names the database, the cause and what to look at. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int H2_IN_USE = 90020;

  DatabaseUnavailableException(String url, Throwable cause) {
    super(
        "cannot open the database " + url + ": " + root(cause).getMessage() + ". " + advice(cause),
        cause);
  }

  private static String advice(Throwable cause) {
    for (Throwable link = cause; link != null; link = link.getCause()) {
      if (link instanceof SQLException refused && refused.getErrorCode() == H2_IN_USE) {
        return "An H2 file is open in one process at a time: stop the other one, or let several"
            + " share a PostgreSQL";
      }
    }
    return "Check caravan.datasource.url, .username and .password, and that the server runs";
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
