package dev.caravan.state.database;

/** No connection could be made; the message names the database, the cause and what to look at. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnavailableException(Connections from, Throwable cause) {
    super(
        "cannot open the database %s: %s. %s"
            .formatted(from.name(), root(cause).getMessage(), from.advice()),
        cause);
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
