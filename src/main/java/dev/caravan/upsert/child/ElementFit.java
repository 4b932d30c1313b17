package dev.caravan.upsert.child;

import dev.caravan.quarantine.IdentityRules;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
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
import dev.caravan.upsert.table.Columns;
import dev.caravan.upsert.table.Schema;
import dev.caravan.value.Iso;
import dev.caravan.value.Values;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes rows of a child table of one list of a page's records. One bad element refuses its record.
 * For one page.
 */
final class ElementFit {
  private final ChildSpec child;
  private final int index;
  private final Plan plan;
  private final List<Fitted> parents;
  private final Map<Object[], Reject> bad;

  /**
   * @param index of the list among those of a record
   * @param plan of the parent's table
   * @param bad takes the records that have a bad element
   */
  ElementFit(
      ChildSpec child, int index, Plan plan, List<Fitted> parents, Map<Object[], Reject> bad) {
    this.child = child;
    this.index = index;
    this.plan = plan;
    this.parents = parents;
    this.bad = bad;
  }

  /** Whose element a row of the child table is. */
  private record Source(Fitted parent, ListElement element) {}

  /**
   * Makes the table hold the lists.
   *
   * @return rows by the values of their record; none for a record without the list
   */
  Map<Object[], List<Object[]>> fit(
      Connection connection, TableSpec spec, Schema schema, Origin origin, Iso now)
      throws SQLException {
    Validation.Page page = new Validation(spec).page();
    List<Row> read = read(page);
    Schema.Known known = schema.known(connection);
    known = known.plan() == null ? known : schema.asDeclared(connection);
    List<Row> rows = held(spec, known.columns(), new Batch(origin, page.fields(), read, List.of()));
    if (!rows.isEmpty()) {
      known = schema.holding(connection, new PageValues(page.fields(), rows), origin);
    } else if (origin.beginning()) {
      schema.forgetVanished(connection);
    }
    if (plan.soft() && known.plan() != null) {
      known = schema.withTombstones(connection);
    }
    Map<Object[], List<Object[]>> lists = new IdentityHashMap<>();
    parents.stream()
        .filter(each -> each.row().list(index) != null)
        .forEach(each -> lists.put(each.values(), new ArrayList<>()));
    if (!rows.isEmpty()) {
      PageFit fit =
          new PageFit(spec, known.plan(), known.columns(), page.fields(), origin.runId(), now);
      fit.fit(rows).forEach(row -> lists.get(source(row).parent().values()).add(row.values()));
      fit.rejects().forEach(reject -> refuse((Source) reject.raw(), reject));
      requireKeys(known.plan(), lists);
    }
    return lists;
  }

  /** Without those that the contract does not let in, and without their records' others. */
  private List<Row> held(TableSpec spec, Columns columns, Batch page) {
    List<Reject> misfits = new ArrayList<>();
    Batch batch = HeldContract.hold(spec, columns, page, misfits);
    List<Row> rows = new ArrayList<>(PageFit.fitting(spec, columns, batch, misfits));
    misfits.forEach(reject -> refuse((Source) reject.raw(), reject));
    rows.removeIf(row -> bad.containsKey(((Source) row.raw()).parent().values()));
    return rows;
  }

  private static Source source(Fitted row) {
    return (Source) row.row().raw();
  }

  private List<Row> read(Validation.Page page) {
    List<Row> rows = new ArrayList<>();
    for (Fitted each : parents) {
      List<ListElement> list = each.row().list(index);
      for (ListElement element : list == null ? List.<ListElement>of() : list) {
        Source source = new Source(each, element);
        Map<String, Object> record = record(source);
        List<Reject> rejects = new ArrayList<>();
        Row row = page.read(source, new ChildLists.Split(record, List.of(), null), rejects);
        rejects.forEach(reject -> refuse(source, reject));
        if (row != null) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  /** An element with its key; a field of its own that has the key's name must have its value. */
  private Map<String, Object> record(Source source) {
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
                refuse(source, Reject.of(Reason.WRONG_TYPE, name, value, rule, source));
              }
            });
    return record;
  }

  /** The key of a record as its elements have it, one value for each spelling. */
  static List<Object> parentKey(Plan plan, Object[] row) {
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

  private void requireKeys(Plan own, Map<Object[], List<Object[]>> lists) {
    for (Fitted each : parents) {
      Set<List<Object>> keys = new HashSet<>();
      for (Object[] row : lists.getOrDefault(each.values(), List.of())) {
        List<Object> key =
            own.keys().stream().map(i -> own.columns().get(i).canonical(row[i])).toList();
        if (!keys.add(key)) {
          String rule = "two elements of a list that goes to table %s have one key";
          String said = rule.formatted(own.table().table());
          String shown = said + ": " + key.stream().map(Values::shown).toList();
          Reject reject = new Reject(Reason.REPEATED_KEY, shown, said, each.row().raw());
          bad.putIfAbsent(each.values(), reject);
        }
      }
    }
  }

  private void refuse(Source source, Reject reject) {
    String detail = source.element().place() + ", " + reject.detail();
    String rule = "an element of " + child.name() + ", " + reject.rule();
    Reject whole = new Reject(reject.reason(), detail, rule, source.parent().row().raw());
    bad.putIfAbsent(source.parent().values(), whole);
  }
}
