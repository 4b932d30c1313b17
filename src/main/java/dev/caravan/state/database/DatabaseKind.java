package dev.caravan.state.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.TransactionDefinition;

/** The databases that Caravan keeps its tables in and loads into. */
public enum DatabaseKind {
  POSTGRESQL(
      "PostgreSQL", "jdbc:postgresql:", "org.postgresql:postgresql", "org/postgresql/Driver.class"),
  SQLITE("SQLite", "jdbc:sqlite:", "org.xerial:sqlite-jdbc", "org/sqlite/JDBC.class"),
  MARIADB(
      "MariaDB",
      "jdbc:mariadb:",
      "org.mariadb.jdbc:mariadb-java-client",
      "org/mariadb/jdbc/Driver.class");

  private static final String COMMON = "classpath:caravan/db";

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

  /** Its name, as it calls itself. */
  public String product() {
    return product;
  }

  /** How JDBC URLs of these databases begin, as people read it. */
  public static String schemes() {
    return Arrays.stream(values()).map(kind -> kind.scheme).collect(Collectors.joining(" or "));
  }

  /** Whether a JDBC URL names one of these, without a user or a password before the server. */
  public static boolean isNamedBy(String url) {
    return Arrays.stream(values())
        .filter(kind -> url.startsWith(kind.scheme) && url.length() > kind.scheme.length())
        .anyMatch(kind -> kind == SQLITE || !url.matches("[^/]*//[^/]*@.*"));
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
    return switch (this) {
      case POSTGRESQL -> instant.atOffset(ZoneOffset.UTC);
      case SQLITE -> SORTABLE.format(instant);
      case MARIADB ->
          LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    };
  }

  /** An instant as it stands in a column of Caravan's own tables; null when there is none. */
  public Instant instant(ResultSet row, int column) throws SQLException {
    if (row.getObject(column) == null) {
      return null;
    }
    return switch (this) {
      case POSTGRESQL -> row.getObject(column, OffsetDateTime.class).toInstant();
      case SQLITE -> Instant.parse(row.getString(column));
      case MARIADB -> row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    };
  }

  /** What failures of this database mean, where Spring cannot tell. */
  Optional<SQLExceptionTranslator> errors() {
    return switch (this) {
      case POSTGRESQL -> Optional.empty();
      case SQLITE -> Optional.of(new SqliteErrors());
      case MARIADB -> Optional.of(new MariaDbErrors());
    };
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
          switch (this) {
            case POSTGRESQL -> "set session characteristics as transaction read only";
            case SQLITE -> "pragma query_only = on";
            case MARIADB -> "set session transaction read only";
          });
    }
    // A server sends rows in portions within a transaction only; a transaction of a file would
    // wait for its turn to write.
    connection.setAutoCommit(this == SQLITE);
  }

  /** A server: its connections may die, and its rows can be held one by one. Else it is a file. */
  public boolean isServer() {
    return this != SQLITE;
  }

  /** A change of a table ends the transaction that it is made in, whatever that has done so far. */
  public boolean commitsWithChanges() {
    return this == MARIADB;
  }

  /** Where the migrations are. Those of MariaDB can be run again after one that was cut off. */
  String[] migrations() {
    return switch (this) {
      case POSTGRESQL -> new String[] {COMMON, "classpath:caravan/db-postgresql"};
      case SQLITE -> new String[] {COMMON, "classpath:caravan/db-sqlite"};
      case MARIADB -> new String[] {"classpath:caravan/db-mariadb"};
    };
  }
}
