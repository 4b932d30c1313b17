package dev.caravan.upsert.child;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Rows of a child table that go with their parents. */
public final class ChildRows {
  /** What the parents' table is called in statements. No table of a user has this name. */
  private static final String PARENT = "caravan_t";

  private final Dialect dialect;
  private final Plan parent;
  private final Plan plan;

  /**
   * @param parent how the parents stand in their table
   * @param plan how the children stand in theirs; its key begins with the parent's
   */
  public ChildRows(Dialect dialect, Plan parent, Plan plan) {
    this.dialect = dialect;
    this.parent = parent;
    this.plan = plan;
  }

  /** Deletes the rows of parents that are none of some. */
  public long deleteOthers(Connection connection, List<Object[]> parents, List<Object[]> rows)
      throws SQLException {
    if (parents.isEmpty()) {
      return 0;
    }
    String others = "";
    if (!rows.isEmpty()) {
      KeyTable keep = new KeyTable(dialect, "children", plan.keyColumns());
      keep.fill(connection, rows.stream().map(this::key).toList());
      others = " and " + keep.lacks(table());
    }
    return run(connection, "delete from %s where %s%s", table(), of(connection, parents), others);
  }

  /** Marks the rows of parents as deleted, as these are. */
  public long mark(Connection connection, List<Object[]> parents) throws SQLException {
    return parents.isEmpty() ? 0 : mark(connection, of(connection, parents));
  }

  /** Marks all rows whose parents are marked. */
  public long markAll(Connection connection) throws SQLException {
    return parent.soft() ? mark(connection, exists(deleted(parent, PARENT) + " is not null")) : 0;
  }

  private long mark(Connection connection, String which) throws SQLException {
    return run(
        connection,
        "update %s set %s = (select %s from %s %s where %s) where %s and %s is null",
        table(),
        plan.columns().get(plan.deleted()).quoted(),
        deleted(parent, PARENT),
        parent.table().quoted(),
        PARENT,
        sameParent(),
        which,
        deleted(plan, table()));
  }

  /** Deletes all rows whose parents are not there. */
  public long deleteOrphans(Connection connection) throws SQLException {
    return run(connection, "delete from %s where not %s", table(), exists("1 = 1"));
  }

  private String of(Connection connection, List<Object[]> parents) throws SQLException {
    KeyTable keys = new KeyTable(dialect, "parents", parentKey());
    keys.fill(connection, parents);
    return keys.has(table());
  }

  private String exists(String condition) {
    return "exists (select 1 from %s %s where %s and %s)"
        .formatted(parent.table().quoted(), PARENT, sameParent(), condition);
  }

  private String sameParent() {
    List<Column> own = parent.keyColumns();
    return Sql.all(
        parentKey(),
        column -> {
          Column other = own.get(parentKey().indexOf(column));
          String key = PARENT + "." + other.quoted();
          boolean alike = other.sqlType().equals(column.sqlType());
          return (alike ? key : dialect.keyAs(column, key))
              + " = "
              + table()
              + "."
              + column.quoted();
        });
  }

  /** The columns of the parent's key. */
  public List<Column> parentKey() {
    return plan.keyColumns().subList(0, parent.keys().size());
  }

  private Object[] key(Object[] row) {
    return plan.keys().stream().map(i -> row[i]).toArray();
  }

  private String table() {
    return plan.table().quoted();
  }

  private static String deleted(Plan of, String table) {
    return table + "." + of.columns().get(of.deleted()).quoted();
  }

  private static long run(Connection connection, String sql, Object... parts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql.formatted(parts));
    }
  }
}
