package dev.caravan.state.database;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * How the connections to a MariaDB must be: names stand in double quotes and || joins texts, as
 * elsewhere, and a value that does not fit is refused, where it would be cut to what does.
 */
final class MariaDbSession {
  private static final String SCHEME = "jdbc:mariadb:";
  private static final List<String> SYNTAX = List.of("ANSI_QUOTES", "PIPES_AS_CONCAT");
  private static final List<String> STRICT = List.of("STRICT_ALL_TABLES", "STRICT_TRANS_TABLES");
  private static final String MODE = String.join(",", SYNTAX) + "," + STRICT.get(0);

  /** The first that has JSON_TABLE. */
  private static final int[] LEAST = {10, 6};

  private MariaDbSession() {}

  static boolean isMeantBy(String url) {
    return url.startsWith(SCHEME);
  }

  /** Sets up the sessions of a pool of Caravan's own, which may wait for a page of another one. */
  static void prepare(HikariConfig pool) {
    pool.addDataSourceProperty(
        "initSql",
        "set session sql_mode = '%s,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', default_storage_engine = InnoDB, innodb_lock_wait_timeout = 120"
            .formatted(MODE));
  }

  /**
   * Looks at a session.
   *
   * @throws IOException when values would be bent in it, or statements not be understood
   */
  static void inspect(Connection connection) throws IOException, SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    int minor = connection.getMetaData().getDatabaseMinorVersion();
    if (Arrays.compare(new int[] {major, minor}, LEAST) < 0) {
      throw new IOException(
          "it is MariaDB %d.%d, and Caravan needs %d.%d or later"
              .formatted(major, minor, LEAST[0], LEAST[1]));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select @@session.sql_mode")) {
      row.next();
      List<String> modes = List.of(row.getString(1).split(","));
      if (!modes.containsAll(SYNTAX) || STRICT.stream().noneMatch(modes::contains)) {
        throw new IOException(
            "the sql_mode of its connections is '%s', and Caravan needs %s; add sessionVariables=sql_mode='%s' to their JDBC URL, or give Caravan connections of its own by caravan.datasource.url"
                .formatted(row.getString(1), MODE, MODE));
      }
    }
  }
}
