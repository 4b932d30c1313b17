package dev.caravan.upsert.fit;

import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.upsert.table.Columns;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits the rows of one page to the columns of its table, and sorts out what does not fit. */
public final class PageFit {
  private static final int NOWHERE = -1;
  private static final int LONGEST_KEY = 2_000;

  private final TableSpec spec;
  private final Plan plan;
  private final Fields fields;
  private final String run;
  private final Iso now;
  private final int[] target;
  private final List<Integer> overflow = new ArrayList<>();
  private final int deletedSlot;
  private final int[] mustBeSet;
  private final List<Reject> rejects = new ArrayList<>();

  public PageFit(TableSpec spec, Plan plan, Columns columns, Fields fields, String run, Iso now) {
    this.run = run;
    this.spec = spec;
    this.plan = plan;
    this.fields = fields;
    this.now = now;
    this.target = new int[fields.size()];
    Map<Column, Integer> index = new LinkedHashMap<>();
    plan.columns().forEach(column -> index.put(column, index.size()));
    for (int slot = 0; slot < target.length; slot++) {
      target[slot] = columns.of(fields.name(slot)).map(index::get).orElse(NOWHERE);
      if (target[slot] == NOWHERE && plan.more() >= 0) {
        overflow.add(slot);
      }
    }
    this.deletedSlot = spec.deletedField().map(field -> fields.slot(field, 0)).orElse(NOWHERE);
    this.mustBeSet =
        index.entrySet().stream()
            .filter(entry -> entry.getKey().mustBeSet())
            .mapToInt(Map.Entry::getValue)
            .toArray();
  }

  /** Those rows that fit. */
  public List<Fitted> fit(List<Row> rows) {
    List<Fitted> fitted = new ArrayList<>(rows.size());
    for (Row row : rows) {
      Object[] values = fit(row);
      if (values != null) {
        fitted.add(new Fitted(row, values));
      }
    }
    return fitted;
  }

  public List<Reject> rejects() {
    return rejects;
  }

  private Object[] fit(Row row) {
    Object[] out = new Object[plan.width()];
    for (int slot = 0; slot < target.length; slot++) {
      Object value = row.value(slot);
      if (value != null && target[slot] != NOWHERE) {
        Column column = plan.columns().get(target[slot]);
        Object fitted = column.fit(value);
        if (fitted == null) {
          return reject(misfit(slot, column), fields.name(slot), value, column.rule(), row);
        }
        out[target[slot]] = fitted;
      }
    }
    if (!overflow.isEmpty()) {
      out[plan.more()] = rest(row);
    }
    mark(row, out);
    return checked(row, out);
  }

  private Reason misfit(int slot, Column column) {
    if (column.key() && !column.fixed() && column.type() == ColumnType.TEXT) {
      return Reason.KEY_TOO_LONG;
    }
    boolean version = spec.version().filter(fields.name(slot)::equals).isPresent();
    return version ? Reason.BAD_VERSION : Reason.WRONG_TYPE;
  }

  private Map<String, Object> rest(Row row) {
    Map<String, Object> rest = new LinkedHashMap<>();
    for (int slot : overflow) {
      if (row.value(slot) != null) {
        rest.put(fields.name(slot), row.value(slot));
      }
    }
    return rest.isEmpty() ? null : rest;
  }

  private void mark(Row row, Object[] out) {
    if (spec.mode() == WriteMode.APPEND) {
      out[plan.kept().get(0)] = now;
    }
    if (spec.lineage()) {
      out[plan.noted().get(0)] = run;
      out[plan.noted().get(1)] = now;
    }
    if (plan.hard()) {
      out[plan.columns().size()] = row.tombstone();
    }
    if (plan.soft() && row.tombstone()) {
      Object version = plan.version() < 0 ? null : out[plan.version()];
      Object told = row.value(deletedSlot);
      out[plan.deleted()] = told instanceof Iso ? told : version instanceof Iso ? version : now;
    }
  }

  private Object[] checked(Row row, Object[] out) {
    for (int index : mustBeSet) {
      if (out[index] == null && !(plan.hard() && row.tombstone())) {
        Column column = plan.columns().get(index);
        String rule = "column %s is not null and has no default".formatted(column.name());
        return reject(Reason.MISSING_REQUIRED, column.field(), null, rule, row);
      }
    }
    int length = 0;
    for (int index : plan.keys()) {
      length += out[index] instanceof String text ? bytes(text) : 0;
    }
    if (length > LONGEST_KEY) {
      String rule = "a key has at most %d bytes".formatted(LONGEST_KEY);
      Object first = out[plan.keys().get(0)];
      return reject(Reason.KEY_TOO_LONG, spec.key().get(0), first, rule, row);
    }
    return out;
  }

  private static int bytes(String text) {
    return text.length() * 3 <= LONGEST_KEY / 4
        ? text.length()
        : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Object[] reject(Reason reason, String field, Object value, String rule, Row row) {
    rejects.add(Reject.of(reason, field, value, rule, row.raw()));
    return null;
  }

  /** Keeps the rows whose values fit the columns that are never widened. */
  public static List<Row> fitting(
      TableSpec spec, Columns columns, Batch batch, List<Reject> rejects) {
    Fields fields = batch.fields();
    Column[] fixed = new Column[fields.size()];
    for (int slot = 0; slot < fixed.length; slot++) {
      fixed[slot] = columns.of(fields.name(slot)).filter(Column::fixed).orElse(null);
    }
    VersionKind kind = VersionKind.of(spec, columns, batch);
    if (kind.uniform() && Arrays.stream(fixed).allMatch(column -> column == null)) {
      return batch.rows();
    }
    List<Row> rows = new ArrayList<>(batch.rows().size());
    for (Row row : batch.rows()) {
      Reject reject = kind.broken(row);
      for (int slot = 0; slot < fixed.length && reject == null; slot++) {
        Object value = fixed[slot] == null ? null : row.value(slot);
        if (value != null && fixed[slot].fit(value) == null) {
          String rule = fixed[slot].rule();
          reject = Reject.of(Reason.WRONG_TYPE, fields.name(slot), value, rule, row.raw());
        }
      }
      if (reject == null) {
        rows.add(row);
      } else {
        rejects.add(reject);
      }
    }
    return rows;
  }
}
