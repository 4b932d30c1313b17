package dev.caravan.upsert.child;

import dev.caravan.quarantine.IdentityRules;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.fit.ChildLists;
import dev.caravan.upsert.fit.Fitted;
import dev.caravan.upsert.fit.HeldContract;
import dev.caravan.upsert.fit.PageFit;
import dev.caravan.upsert.fit.Validation;
import dev.caravan.upsert.row.ListElement;
import dev.caravan.upsert.row.PageValues;
import dev.caravan.upsert.row.Row;
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
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * One child table: makes its rows of the lists of a page, and brings them into it. The columns of
 * the parent's key are of the types that they have in the parent's table. For any number of
 * threads.
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

  /** Whose element a row of the child table is. */
  private record Source(Fitted parent, ListElement element) {}

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
    Validation.Page page = new Validation(of.spec()).page();
    List<Row> read = read(plan, parents, page, bad);
    Schema.Known known = of.schema().known(connection);
    known = known.plan() == null ? known : of.schema().asDeclared(connection);
    List<Reject> misfits = new ArrayList<>();
    Batch batch =
        HeldContract.hold(
            of.spec(), known.columns(), new Batch(origin, page.fields(), read, List.of()), misfits);
    List<Row> rows = new ArrayList<>(PageFit.fitting(of.spec(), known.columns(), batch, misfits));
    misfits.forEach(reject -> bad((Source) reject.raw(), reject, bad));
    rows.removeIf(row -> bad.containsKey(((Source) row.raw()).parent().values()));
    if (!rows.isEmpty()) {
      known = of.schema().holding(connection, new PageValues(page.fields(), rows), origin);
    } else if (origin.beginning()) {
      of.schema().forgetVanished(connection);
    }
    if (plan.soft() && known.plan() != null) {
      known = of.schema().withTombstones(connection);
    }
    Map<Object[], List<Object[]>> lists = new IdentityHashMap<>();
    parents.stream()
        .filter(each -> each.row().list(index) != null)
        .forEach(each -> lists.put(each.values(), new ArrayList<>()));
    if (!rows.isEmpty()) {
      PageFit fit =
          new PageFit(of.spec(), known.plan(), known.columns(), page.fields(), origin.runId(), now);
      fit.fit(rows).forEach(row -> lists.get(source(row).parent().values()).add(row.values()));
      fit.rejects().forEach(reject -> bad((Source) reject.raw(), reject, bad));
      requireKeys(known.plan(), parents, lists, bad);
    }
    return lists;
  }

  private static Source source(Fitted row) {
    return (Source) row.row().raw();
  }

  private List<Row> read(
      Plan plan, List<Fitted> parents, Validation.Page page, Map<Object[], Reject> bad) {
    List<Row> rows = new ArrayList<>();
    for (Fitted each : parents) {
      List<ListElement> list = each.row().list(index);
      for (ListElement element : list == null ? List.<ListElement>of() : list) {
        Source source = new Source(each, element);
        Map<String, Object> record = record(plan, source, bad);
        List<Reject> rejects = new ArrayList<>();
        Row row = page.read(source, new ChildLists.Split(record, List.of(), null), rejects);
        rejects.forEach(reject -> bad(source, reject, bad));
        if (row != null) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /** An element with its key; a field of its own that has the key's name must have its value. */
  private Map<String, Object> record(Plan plan, Source source, Map<Object[], Reject> bad) {
    List<Object> key = new ArrayList<>(parentKey(plan, source.parent().values()));
    key.addAll(source.element().line());
    Map<String, Object> record = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      record.put(child.key().get(i), key.get(i));
    }
    source
        .element()
        .fields()
        .forEach(
            (name, value) -> {
              if (!record.containsKey(name)) {
                record.put(name, value);
              } else if (value != null && !IdentityRules.isSame(record.get(name), value)) {
                String rule =
                    "column %s of table %s holds a part of its key, %s, and the element has a field of that name; name the column otherwise in children, or make the field the key by %s=%s"
                        .formatted(name, child.table(), "which is another value", name, name);
                bad(source, Reject.of(Reason.WRONG_TYPE, name, value, rule, source), bad);
              }
            });
    return record;
  }

  private static List<Object> parentKey(Plan plan, Object[] row) {
    return plan.keys().stream()
        .map(
            i -> {
              Object value = row[i];
              boolean uuid = plan.columns().get(i).sqlType().equals("uuid");
              return value instanceof Iso iso
                  ? iso.text()
                  : uuid ? value.toString().toLowerCase(Locale.ROOT) : value;
            })
        .toList();
  }

  private static void requireKeys(
      Plan plan,
      List<Fitted> parents,
      Map<Object[], List<Object[]>> lists,
      Map<Object[], Reject> bad) {
    for (Fitted each : parents) {
      Set<List<Object>> keys = new HashSet<>();
      for (Object[] row : lists.getOrDefault(each.values(), List.of())) {
        List<Object> key =
            plan.keys().stream().map(i -> plan.columns().get(i).canonical(row[i])).toList();
        if (!keys.add(key)) {
          String rule = "two elements of a list that goes to table %s have one key";
          String said = rule.formatted(plan.table().table());
          String shown = said + ": " + key.stream().map(Values::shown).toList();
          Reject reject = new Reject(Reason.REPEATED_KEY, shown, said, each.row().raw());
          bad.putIfAbsent(each.values(), reject);
        }
      }
    }
  }

  private void bad(Source source, Reject reject, Map<Object[], Reject> bad) {
    String detail = source.element().place() + ", " + reject.detail();
    String rule = "an element of " + child.name() + ", " + reject.rule();
    Reject whole = new Reject(reject.reason(), detail, rule, source.parent().row().raw());
    bad.putIfAbsent(source.parent().values(), whole);
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
        .map(row -> parentKey(parents, row).toArray())
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
