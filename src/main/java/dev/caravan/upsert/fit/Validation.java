package dev.caravan.upsert.fit;

import dev.caravan.quarantine.IdentityRules;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Fit;
import dev.caravan.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules a record must keep whatever the table looks like. Pure: knows no database. */
public final class Validation {
  private final TableSpec spec;
  private final ChildLists lists;

  public Validation(TableSpec spec) {
    this.spec = spec;
    this.lists = new ChildLists(spec.children());
  }

  /** Sorts the records of a page into rows and rejects. */
  public Batch validate(List<?> records, Origin origin) {
    return validate(records, origin, spec.reshape());
  }

  /** The same, of records that are in their shape but for what is done to them now. */
  public Batch validate(List<?> records, Origin origin, Reshape reshape) {
    Page page = new Page(spec);
    List<Row> rows = new ArrayList<>(records.size());
    List<Reject> invalid = new ArrayList<>();
    for (Object came : records) {
      Reshape.Shaped shaped = reshape.shape(came);
      Object record = shaped.record();
      if (shaped.broken() != null) {
        invalid.add(shaped.broken());
      } else if (record instanceof Map<?, ?> map) {
        Row row = page.read(record, lists.split(map), invalid);
        if (row != null) {
          // A tombstone has its key and often nothing else.
          Optional<Reject> broken =
              row.tombstone() ? Optional.empty() : spec.rules().broken(record);
          broken.ifPresentOrElse(invalid::add, () -> rows.add(row));
        }
      } else {
        invalid.add(IdentityRules.noObject(record));
      }
    }
    spec.limits().check(records.size(), invalid);
    return new Batch(origin, page.fields, rows, invalid);
  }

  /** For rows that come one by one. */
  public Page page() {
    return new Page(spec);
  }

  /** One page's slots for the fields the rules speak of. */
  public static final class Page {
    private static final int NONE = -1;

    private final Fields fields = new Fields();
    private final int[] key;
    private final int[] required;
    private final int[] declared;
    private final ColumnType[] types;
    private final int version;
    private final int deleted;

    Page(TableSpec spec) {
      key = slots(spec.key());
      version = spec.version().map(this::slot).orElse(NONE);
      required = slots(spec.required());
      deleted = spec.deletedField().map(this::slot).orElse(NONE);
      List<Map.Entry<String, ColumnType>> columns = List.copyOf(spec.columns().entrySet());
      declared = columns.stream().mapToInt(column -> slot(column.getKey())).toArray();
      types = columns.stream().map(Map.Entry::getValue).toArray(ColumnType[]::new);
    }

    private int[] slots(List<String> names) {
      return names.stream().mapToInt(this::slot).toArray();
    }

    private int slot(String name) {
      return fields.slot(name, 0);
    }

    public Fields fields() {
      return fields;
    }

    /** The row of a record, or null: it went to the bad ones. */
    public Row read(Object record, ChildLists.Split split, List<Reject> bad) {
      Object[] values = values(split.rest());
      boolean tombstone = Values.marksDeleted(deleted(values)).orElse(false);
      Reject reject = broken(record, values, tombstone);
      if (reject == null && !tombstone) {
        reject = split.broken();
      }
      if (reject != null) {
        bad.add(reject);
        return null;
      }
      return new Row(record, values, tombstone, tombstone ? List.of() : split.lists());
    }

    private Object[] values(Map<?, ?> record) {
      Object[] values = new Object[Math.max(fields.size(), record.size())];
      int last = NONE;
      for (Map.Entry<?, ?> entry : record.entrySet()) {
        int slot = fields.slot(String.valueOf(entry.getKey()), last + 1);
        if (slot >= values.length) {
          values = Arrays.copyOf(values, slot + record.size());
        }
        values[slot] = Values.normal(entry.getValue());
        last = slot;
      }
      if (version != NONE) {
        values[version] = Values.version(values[version]);
      }
      return values;
    }

    private Object deleted(Object[] values) {
      return deleted == NONE ? null : values[deleted];
    }

    private Reject broken(Object record, Object[] values, boolean tombstone) {
      for (int slot : key) {
        Optional<Reject> bad = IdentityRules.brokenKey(fields.name(slot), values[slot], record);
        if (bad.isPresent()) {
          return bad.get();
        }
      }
      for (int slot : required) {
        if (values[slot] == null && !tombstone) {
          return reject(Reason.MISSING_REQUIRED, slot, null, "the field is required", record);
        }
      }
      Object given = version == NONE ? null : values[version];
      if (given != null) {
        Optional<Reject> bad = IdentityRules.brokenVersion(fields.name(version), given, record);
        if (bad.isPresent()) {
          return bad.get();
        }
      }
      if (deleted != NONE) {
        Optional<Reject> bad =
            IdentityRules.brokenDeleted(fields.name(deleted), values[deleted], record);
        if (bad.isPresent()) {
          return bad.get();
        }
      }
      return undeclared(record, values);
    }

    private Reject undeclared(Object record, Object[] values) {
      for (int i = 0; i < declared.length; i++) {
        Object value = values[declared[i]];
        if (value != null && Fit.to(types[i], true, value) == null) {
          Reason reason = declared[i] == version ? Reason.BAD_VERSION : Reason.WRONG_TYPE;
          String rule = "the column is declared as " + Values.name(types[i]);
          return reject(reason, declared[i], value, rule, record);
        }
      }
      return null;
    }

    private Reject reject(Reason reason, int slot, Object value, String rule, Object record) {
      return Reject.of(reason, fields.name(slot), value, rule, record);
    }
  }
}
