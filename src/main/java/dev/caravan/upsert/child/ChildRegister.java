package dev.caravan.upsert.child;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.spec.ChildSpecs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which table the child tables belong to: the rows of {@code caravan_child_table}. Whoever loads a
 * table must load all of its child tables, or these would be older than it.
 */
public final class ChildRegister {
  private static final String READ =
      "select target, parent from caravan_child_table where parent = ?";
  private static final String OWNER =
      "select target, parent from caravan_child_table where target = ?";
  private static final String ADD =
      "insert into caravan_child_table (target, parent) values (?, ?)";

  private ChildRegister() {}

  /**
   * Checks that the child tables of a table are all known to whoever loads it.
   *
   * @throws LoadException when one of them is not
   */
  public static void requireAll(Connection connection, String parent, ChildSpecs specs)
      throws SQLException {
    for (String table : read(connection, READ, parent).keySet()) {
      if (!specs.tables().contains(table)) {
        throw new LoadException(
            "table %1$s has the child table %2$s, and this caravan-upsert of %1$s has no children for it, so %2$s would be older than %1$s; give each caravan-upsert of %1$s the same children, or drop %2$s and delete from caravan_child_table where target = '%2$s'"
                .formatted(parent, table));
      }
    }
  }

  /** Whether a child table is known. */
  public static boolean isKnown(Connection connection, String parent, String table)
      throws SQLException {
    String owner = read(connection, OWNER, table).get(table);
    if (owner != null && !owner.equals(parent)) {
      throw new LoadException(
          "table %1$s is the child table of %2$s, and this caravan-upsert of %3$s has it in children, too; give it a table of its own"
              .formatted(table, owner, parent));
    }
    return owner != null;
  }

  /** Remembers a child table. */
  public static void add(Connection connection, String parent, String table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setString(1, table);
      statement.setString(2, parent);
      statement.executeUpdate();
    }
  }

  private static Map<String, String> read(Connection connection, String sql, String table)
      throws SQLException {
    Map<String, String> rows = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.put(row.getString(1), row.getString(2));
        }
      }
    }
    return rows;
  }
}
