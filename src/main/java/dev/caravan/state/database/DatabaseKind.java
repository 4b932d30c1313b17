package dev.caravan.state.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.transaction.TransactionDefinition;

/** The databases that Caravan keeps its tables in and loads into. */
public enum DatabaseKind {
  POSTGRESQL(
      "PostgreSQL", "jdbc:postgresql:", "org.postgresql:postgresql", "org/postgresql/Driver.class"),
  SQLITE("SQLite", "jdbc:sqlite:", "org.xerial:sqlite-jdbc", "org/sqlite/JDBC.class");

  /** Always as long and always in UTC, so that the order of the texts is the order in time. */
  private static final DateTimeFormatter SORTABLE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final String product;
  private final String scheme;
  private final String artifact;
  private final String driver;

  DatabaseKind(String product, String scheme, String artifact, String driver) {
    this.product = product;
    this.scheme = scheme;
    this.artifact = artifact;
    this.driver = driver;
  }

  /** What a JDBC URL needs on the class path, as Maven names it; empty when it is there. */
  static Optional<String> missingDriver(String url) {
    return Arrays.stream(values())
        .filter(kind -> url.startsWith(kind.scheme))
        .filter(kind -> DatabaseKind.class.getClassLoader().getResource(kind.driver) == null)
        .map(kind -> kind.artifact)
        .findFirst();
  }

  /**
   * The kind of a connection's database.
   *
   * @throws IllegalStateException when it is none of these
   */
  static DatabaseKind of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return Arrays.stream(values())
        .filter(kind -> kind.product.equals(product))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Caravan works with %s; this database is %s"
                        .formatted(
                            Arrays.stream(values())
                                .map(kind -> kind.product)
                                .collect(Collectors.joining(", ")),
                            product)));
  }

  /** An instant as the parameter of a statement, to the microsecond. */
  public Object time(Instant instant) {
    return this == SQLITE ? SORTABLE.format(instant) : instant.atOffset(ZoneOffset.UTC);
  }

  /**
   * The isolation to ask for: read committed, which Caravan's statements are written for, where the
   * pool has another one.
   */
  int isolation(Connection connection) throws SQLException {
    return isServer()
            && connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED
        ? TransactionDefinition.ISOLATION_READ_COMMITTED
        : TransactionDefinition.ISOLATION_DEFAULT;
  }

  /** Has a connection, which nobody uses afterwards, read and write nothing. */
  public void makeReadOnly(Connection connection) throws SQLException {
    try (Statement session = connection.createStatement()) {
      session.execute(
          this == SQLITE
              ? "pragma query_only = on"
              : "set session characteristics as transaction read only");
    }
    // A server sends rows in portions within a transaction only; a transaction of a file would
    // wait for its turn to write.
    connection.setAutoCommit(this == SQLITE);
  }

  /** A server: its connections may die, and its rows can be held one by one. Else it is a file. */
  public boolean isServer() {
    return this != SQLITE;
  }

  /** Where the migrations are that are written for this database alone. */
  String migrations() {
    return "classpath:caravan/db-" + (this == SQLITE ? "sqlite" : "postgresql");
  }
}
