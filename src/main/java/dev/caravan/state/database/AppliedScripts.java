package dev.caravan.state.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Whether a database has had just the scripts that this version of Caravan knows, by what Flyway
 * keeps of them. Flyway itself answers that, too, but begins so slowly that each start would wait
 * for it.
 */
final class AppliedScripts {
  private static final Pattern SCRIPT = Pattern.compile("V(\\d+)__\\w+\\.sql");

  private final String history;
  private final Map<String, Integer> checksums;

  private AppliedScripts(String history, Map<String, Integer> checksums) {
    this.history = history;
    this.checksums = checksums;
  }

  /**
   * The scripts of a kind of database.
   *
   * @param history the table that Flyway keeps
   * @return empty where the class path does not list them, as some hubs pack it
   */
  static Optional<AppliedScripts> of(DatabaseKind kind, String history) {
    Map<String, Integer> checksums = new HashMap<>();
    ClassLoader loader = AppliedScripts.class.getClassLoader();
    for (String folder : kind.migrations()) {
      String files = folder.replace("classpath:", "classpath*:") + "/*.sql";
      try {
        for (Resource file : new PathMatchingResourcePatternResolver(loader).getResources(files)) {
          Matcher name = SCRIPT.matcher(String.valueOf(file.getFilename()));
          if (!name.matches()) {
            return Optional.empty();
          }
          checksums.put(name.group(1), checksum(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.of(checksums)
        .filter(any -> !any.isEmpty())
        .map(all -> new AppliedScripts(history, all));
  }

  /** Whether they are all there, unchanged, and nothing else is. */
  boolean areAll(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      Optional<String> table = table(connection);
      return table.isPresent() && checksums.equals(applied(connection, table.get()));
    }
  }

  /** Of the schema that Flyway would look into, and not of one behind it in a path. */
  private Optional<String> table(Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    String schema = connection.getSchema();
    String pattern = history.replace("_", database.getSearchStringEscape() + "_");
    try (ResultSet tables = database.getTables(connection.getCatalog(), schema, pattern, null)) {
      if (!tables.next()) {
        return Optional.empty();
      }
    }
    String quote = database.getIdentifierQuoteString();
    String within =
        schema == null ? "" : quote + schema.replace(quote, quote + quote) + quote + ".";
    return Optional.of(within + quote + history + quote);
  }

  private static Map<String, Integer> applied(Connection connection, String table)
      throws SQLException {
    Map<String, Integer> applied = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select version, checksum, type, success from " + table)) {
      while (rows.next()) {
        String type = rows.getString(3);
        if (type.equals("SQL") && rows.getBoolean(4)) {
          applied.put(rows.getString(1), rows.getInt(2));
        } else if (!type.equals("BASELINE")) {
          applied.put("not applied", 0);
        }
      }
    }
    return applied;
  }

  /** As Flyway takes it: whatever ends the lines. */
  private static int checksum(Resource script) throws IOException {
    CRC32 checksum = new CRC32();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        checksum.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return (int) checksum.getValue();
  }
}
