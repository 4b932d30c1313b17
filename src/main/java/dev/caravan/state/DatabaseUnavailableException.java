package dev.caravan.state;

/** No connection could be made; the message names the database, the cause and what to look at. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(String url, Throwable cause) {
    super(
        "cannot open the database " + url + ": " + root(cause).getMessage() + ". " + advice(url),
        cause);
  }

  private static String advice(String url) {
    return SqliteFile.isMeantBy(url)
        ? "Check caravan.datasource.url, and that this user may read and write the file and its directory"
        : "Check caravan.datasource.url, .username and .password, and that the server runs";
  }

  private static Throwable root(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
