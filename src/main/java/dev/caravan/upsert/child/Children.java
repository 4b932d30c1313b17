package dev.caravan.upsert.child;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.fit.ChildPage;
import dev.caravan.upsert.fit.Fitted;
import dev.caravan.upsert.spec.ChildSpec;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * The child tables of one table. They hold at any time the lists of the records that their parents'
 * table holds: replaced as a whole by a record that is taken, by no other, and gone with it.
 */
public final class Children {
  private final Dialect dialect;
  private final TableSpec spec;
  private final String parent;
  private final List<ChildTable> tables;

  public Children(DataSource dataSource, Dialect dialect, TableSpec spec) {
    this.dialect = dialect;
    this.spec = spec;
    this.parent = TableName.parse(spec.table()).id();
    this.tables =
        IntStream.range(0, spec.children().all().size())
            .mapToObj(index -> new ChildTable(dataSource, dialect, spec, index))
            .toList();
  }

  public boolean any() {
    return !tables.isEmpty();
  }

  /**
   * Before a page: makes sure that the child tables can be what they promise to be.
   *
   * @throws LoadException when rows of the table were loaded without them
   */
  public void check(Connection connection, Origin origin) throws SQLException {
    ChildRegister.requireAll(connection, parent, spec.children());
    for (ChildSpec child : spec.children().all()) {
      TableName table = TableName.parse(child.table()).fold(dialect::fold);
      boolean there = exists(connection, table);
      if (!ChildRegister.isKnown(connection, parent, table.id())) {
        if (!there && !origin.beginning() && hasRows(connection)) {
          throw new LoadException(
              "table %1$s has rows that were loaded before its child table %2$s was named, so that %2$s would lack theirs; have all that fills %1$s begin anew: ./caravan checkpoint reset %3$s. To go on without those that there are, make the table %2$s yourself"
                  .formatted(spec.table(), child.table(), origin.stream()));
        }
        ChildRegister.add(connection, parent, table.id());
      } else if (there && !exists(connection, parentTable())) {
        run(connection, "delete from " + table.quoted());
      }
    }
  }

  private boolean exists(Connection connection, TableName table) throws SQLException {
    return !dialect.form(connection, table).isEmpty();
  }

  private boolean hasRows(Connection connection) throws SQLException {
    if (!exists(connection, parentTable())) {
      return false;
    }
    String sql = "select 1 from %s limit 1".formatted(parentTable().quoted());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next();
    }
  }

  private TableName parentTable() {
    return TableName.parse(spec.table()).fold(dialect::fold);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /**
   * Makes rows of the lists of a page.
   *
   * @param misfits takes the records that have a bad element
   */
  public ChildPage fit(
      Connection connection,
      Plan plan,
      Origin origin,
      Iso now,
      List<Fitted> parents,
      List<Reject> misfits)
      throws SQLException {
    Map<Object[], Reject> bad = new IdentityHashMap<>();
    List<Fitted> good = parents;
    List<Map<Object[], List<Object[]>>> rows = new ArrayList<>();
    for (ChildTable table : tables) {
      rows.add(table.fit(connection, plan, origin, now, good, bad));
      good = good.stream().filter(each -> !bad.containsKey(each.values())).toList();
    }
    parents.stream()
        .map(each -> bad.get(each.values()))
        .filter(reject -> reject != null)
        .forEach(misfits::add);
    return new ChildPage(good, rows);
  }

  /** After the merge of one wave of a page. */
  public LoadResult merge(Connection connection, Plan plan, List<Object[]> wave, ChildPage page)
      throws SQLException {
    LoadResult sum = LoadResult.NOTHING;
    if (tables.isEmpty() || wave.isEmpty()) {
      return sum;
    }
    Taken taken = Taken.of(connection, dialect, plan, wave);
    List<Object[]> replaced =
        taken.standing().stream().filter(row -> !isMarked(plan, row)).toList();
    List<Object[]> marked = taken.standing().stream().filter(row -> isMarked(plan, row)).toList();
    for (int i = 0; i < tables.size(); i++) {
      Map<Object[], List<Object[]>> lists = page.rows().get(i);
      List<Object[]> rows =
          replaced.stream().flatMap(row -> lists.getOrDefault(row, List.of()).stream()).toList();
      sum = sum.plus(tables.get(i).merge(connection, plan, replaced, rows, taken.gone(), marked));
    }
    return sum;
  }

  private static boolean isMarked(Plan plan, Object[] row) {
    return plan.soft() && row[plan.deleted()] != null;
  }

  /** After rows of the table were deleted or marked that no record named. */
  public LoadResult follow(Connection connection, Plan plan) throws SQLException {
    LoadResult sum = LoadResult.NOTHING;
    for (ChildTable table : tables) {
      sum = sum.plus(table.follow(connection, plan));
    }
    return sum;
  }
}
