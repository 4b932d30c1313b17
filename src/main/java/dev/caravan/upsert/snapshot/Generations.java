package dev.caravan.upsert.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * Which tables full scans replace as a whole, and how far that is: the rows of {@code
 * caravan_generation}.
 */
final class Generations {
  private Generations() {}

  /**
   * A table that is replaced.
   *
   * @param stream by whom
   * @param scan the scan whose records its next generation holds
   * @param begun the scan that has begun, of which no page may have come yet
   */
  record Standing(String stream, Optional<String> scan, Optional<String> begun) {
    boolean isOf(String id) {
      return scan.filter(id::equals).isPresent();
    }

    boolean hasBegun(String id) {
      return begun.filter(id::equals).isPresent();
    }
  }

  static Optional<Standing> find(Connection connection, String target) throws SQLException {
    String sql = "select stream, scan_id, begun_id from caravan_generation where target = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, target);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Standing(
                    row.getString(1),
                    Optional.ofNullable(row.getString(2)),
                    Optional.ofNullable(row.getString(3))))
            : Optional.empty();
      }
    }
  }

  /** From here on the next generation holds the records of a scan. */
  static void begin(Connection connection, String target, String stream, String scan)
      throws SQLException {
    String update = "update caravan_generation set scan_id = ?, begun_id = ? where target = ?";
    if (run(connection, update, scan, scan, target) == 0) {
      String insert =
          "insert into caravan_generation (scan_id, begun_id, target, stream) values (?, ?, ?, ?)";
      run(connection, insert, scan, scan, target, Objects.requireNonNull(stream));
    }
  }

  /** Nothing of the next generation counts any more. */
  static void empty(Connection connection, String target) throws SQLException {
    run(connection, "update caravan_generation set scan_id = null where target = ?", target);
  }

  /** The next generation has taken the place of the one before. */
  static void done(Connection connection, String target) throws SQLException {
    String sql = "update caravan_generation set scan_id = null, begun_id = null where target = ?";
    run(connection, sql, target);
  }

  /** The table is no longer replaced. */
  static void forget(Connection connection, String target) throws SQLException {
    run(connection, "delete from caravan_generation where target = ?", target);
  }

  private static int run(Connection connection, String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }
}
