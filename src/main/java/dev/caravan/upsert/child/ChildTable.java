package dev.caravan.upsert.child;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.fit.Fitted;
import dev.caravan.upsert.spec.ChildSpec;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.Schema;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.Values;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One child table: brings the lists of a page into it. The columns of the parent's key are of the
 * types that they have in the parent's table. For any number of threads.
 */
final class ChildTable {
  private final DataSource dataSource;
  private final Dialect dialect;
  private final TableSpec parent;
  private final int index;
  private final ChildSpec child;
  private volatile Typed typed;

  ChildTable(DataSource dataSource, Dialect dialect, TableSpec parent, int index) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.parent = parent;
    this.index = index;
    this.child = parent.children().all().get(index);
  }

  /** The table as it is with a parent's key of some types. */
  private record Typed(TableSpec spec, Schema schema) {}

  /**
   * Makes the table hold the lists of some records.
   *
   * @param bad takes the records that have a bad element
   * @return rows by the values of their record; none for a record without the list
   */
  Map<Object[], List<Object[]>> fit(
      Connection connection,
      Plan plan,
      Origin origin,
      Iso now,
      List<Fitted> parents,
      Map<Object[], Reject> bad)
      throws SQLException {
    Typed of = typed(plan);
    ElementFit fit = new ElementFit(child, index, plan, parents, bad);
    return fit.fit(connection, of.spec(), of.schema(), origin, now);
  }

  /**
   * Brings rows into the table.
   *
   * @param replaced records that were taken, whose list is this one from now on
   * @param rows the elements of those
   * @param gone records that are not there
   * @param marked records that are marked as deleted
   */
  LoadResult merge(
      Connection connection,
      Plan parents,
      List<Object[]> replaced,
      List<Object[]> rows,
      List<Object[]> gone,
      List<Object[]> marked)
      throws SQLException {
    Schema schema = typed(parents).schema();
    Plan plan = schema.known(connection).plan();
    if (plan == null) {
      return LoadResult.NOTHING;
    }
    Dialect.Counts counts = new Dialect.Counts(0, 0, 0);
    if (!rows.isEmpty()) {
      Dialect.Merge merge = dialect.stage(connection, plan, rows);
      schema.requireUnchanged(connection);
      counts = merge.run();
    }
    ChildRows own = new ChildRows(dialect, parents, plan);
    List<Object[]> emptied = new ArrayList<>(replaced);
    emptied.addAll(gone);
    long deleted = own.deleteOthers(connection, keys(parents, own, emptied), rows);
    deleted += own.mark(connection, keys(parents, own, marked));
    long unchanged = rows.size() - counts.inserted() - counts.updated();
    return LoadResult.ofChildren(counts.inserted(), counts.updated(), unchanged, deleted);
  }

  private static List<Object[]> keys(Plan parents, ChildRows own, List<Object[]> rows) {
    Column[] columns = own.parentKey().toArray(Column[]::new);
    return rows.stream()
        .map(row -> ElementFit.parentKey(parents, row).toArray())
        .map(
            key -> {
              Arrays.setAll(key, i -> columns[i].leniently(Values.normal(key[i])));
              return key;
            })
        .toList();
  }

  /** After rows of the parent's table were deleted or marked without being named. */
  LoadResult follow(Connection connection, Plan parents) throws SQLException {
    Schema schema = typed(parents).schema();
    Plan plan = schema.known(connection).plan();
    if (plan == null) {
      return LoadResult.NOTHING;
    }
    plan = parents.soft() ? schema.withTombstones(connection).plan() : plan;
    ChildRows own = new ChildRows(dialect, parents, plan);
    long deleted = own.deleteOrphans(connection) + own.markAll(connection);
    return LoadResult.ofChildren(0, 0, 0, deleted);
  }

  private Typed typed(Plan plan) {
    Map<String, ColumnType> types = new LinkedHashMap<>(child.columns());
    for (int i = 0; i < plan.keys().size(); i++) {
      types.put(child.parentKey().get(i), plan.keyColumns().get(i).type());
    }
    Typed now = typed;
    if (now == null || !now.spec().columns().equals(types)) {
      TableSpec spec =
          TableSpec.of(child.table(), child.key().toArray(String[]::new))
              .withRequired(child.required().toArray(String[]::new))
              .withMaxColumns(Math.max(parent.maxColumns(), child.key().size()))
              .withColumns(types)
              .withContract(parent.contract())
              .withLineage(parent.lineage());
      now = new Typed(spec, new Schema(dataSource, dialect, spec));
      typed = now;
    }
    return now;
  }
}
