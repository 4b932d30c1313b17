package dev.caravan.upsert.child;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of the rows that were just merged their table has taken, since it had nothing newer. After
 * a merge it holds the newest version of each key, so a row was taken when its version stands
 * there.
 */
public final class Taken {
  private final List<Object[]> rows;
  private final BitSet there = new BitSet();
  private final BitSet taken = new BitSet();

  private Taken(List<Object[]> rows) {
    this.rows = rows;
  }

  /** Looks after the rows of a merge, in its transaction. */
  public static Taken of(Connection connection, Dialect dialect, Plan plan, List<Object[]> rows)
      throws SQLException {
    List<Column> columns = new ArrayList<>(plan.keyColumns());
    boolean versioned = plan.version() >= 0 && !plan.keys().contains(plan.version());
    if (versioned) {
      columns.add(plan.columns().get(plan.version()));
    }
    KeyTable keys = new KeyTable(dialect, "taken", columns);
    keys.fill(connection, rows.stream().map(row -> values(plan, columns, row)).toList());
    String version = versioned ? same(keys, plan.columns().get(plan.version())) : "1 = 1";
    String sql =
        "select %s, case when %s then 1 else 0 end from %s %s join %s t on %s"
            .formatted(
                KeyTable.NUMBER,
                version,
                keys.quoted(),
                KeyTable.ALIAS,
                plan.table().quoted(),
                keys.same("t", plan.keyColumns()));
    Taken found = new Taken(rows);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.there.set(row.getInt(1));
        found.taken.set(row.getInt(1), row.getInt(2) == 1);
      }
    }
    return found;
  }

  private static String same(KeyTable keys, Column version) {
    String now = "t." + version.quoted();
    String staged = KeyTable.ALIAS + "." + version.quoted();
    return "%s or %s is null and %s is null"
        .formatted(keys.same("t", List.of(version)), now, staged);
  }

  private static Object[] values(Plan plan, List<Column> columns, Object[] row) {
    return columns.stream().map(column -> row[plan.columns().indexOf(column)]).toArray();
  }

  /** Those that stand in the table. */
  public List<Object[]> standing() {
    return some(taken);
  }

  /** Those whose key the table does not have, since they deleted it or it never was there. */
  public List<Object[]> gone() {
    BitSet absent = (BitSet) there.clone();
    absent.flip(0, rows.size());
    return some(absent);
  }

  private List<Object[]> some(BitSet which) {
    return IntStream.range(0, rows.size()).filter(which::get).mapToObj(rows::get).toList();
  }
}
