package dev.caravan.lake;

import dev.caravan.lake.iceberg.LakeTypes;
import dev.caravan.lake.store.LakeColumn;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.Contract;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.value.ColumnType;
import dev.caravan.value.TypeInference;
import dev.caravan.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Type;

/**
 * The columns of a table of the lake while a page is brought to them: fields that are new get
 * columns, and a value that its column does not hold gets a column of its own beside it. For one
 * thread.
 */
final class PageColumns {
  /** Begins the field of a column of Caravan's own, as no field of a record is called. */
  private static final String OWN = "*";

  private final TableSpec spec;
  private final boolean isNew;
  private final List<LakeColumn> columns;
  private final Set<String> identity;

  PageColumns(TableSpec spec, List<LakeColumn> known) {
    this.spec = spec;
    this.isNew = known.isEmpty();
    this.columns = new ArrayList<>(known);
    this.identity = new LinkedHashSet<>(spec.key());
    spec.version().ifPresent(identity::add);
  }

  List<LakeColumn> all() {
    return List.copyOf(columns);
  }

  /** Those of a field, the one that it is meant for first; none when it has none. */
  List<LakeColumn> of(String field) {
    List<LakeColumn> own = columns.stream().filter(column -> column.field().equals(field)).toList();
    return own.isEmpty() ? adopted(field) : own;
  }

  /** A column that was there before Caravan, for the field that is called like it. */
  private List<LakeColumn> adopted(String field) {
    String plain = ColumnNames.plain(field);
    for (int i = 0; i < columns.size(); i++) {
      LakeColumn column = columns.get(i);
      if (column.field().isEmpty() && column.name().toLowerCase(Locale.ROOT).equals(plain)) {
        LakeColumn mine =
            new LakeColumn(
                field,
                column.name(),
                column.type(),
                column.json(),
                spec.columns().containsKey(field),
                column.required());
        columns.set(i, mine);
        return List.of(mine);
      }
    }
    return List.of();
  }

  /** Columns for the fields of a page that have none. */
  void grow(Batch batch) {
    for (String field : wanted(batch.fields())) {
      TypeInference.Seen seen = seen(field, batch);
      if (seen.any() && of(field).isEmpty() && mayGrow(field)) {
        add(field, type(field, seen, batch));
      }
    }
    if (spec.soft()) {
      own(ColumnNames.DELETED, ColumnType.TIMESTAMP);
    }
    if (spec.mode() == WriteMode.APPEND) {
      own(ColumnNames.SEEN, ColumnType.TIMESTAMP);
    }
  }

  /** A column of Caravan's own, which is there from now on. */
  LakeColumn own(String name, ColumnType type) {
    return of(OWN + name).stream()
        .findFirst()
        .orElseGet(
            () -> {
              boolean json = type == ColumnType.JSON;
              String of = LakeTypes.of(type).toString();
              LakeColumn column = new LakeColumn(OWN + name, name, of, json, true, false);
              columns.add(column);
              return column;
            });
  }

  /** Whether a field that has no column is left out, or its record rejected. */
  Contract.Change unknown(String field) {
    return isNew || isNamed(field) ? Contract.Change.EVOLVE : spec.contract().columns();
  }

  /** Makes room for a value that no column of its field holds; gives the column that does. */
  Optional<LakeColumn> widen(String field, Object value) {
    LakeColumn first = of(field).get(0);
    Optional<Type> wider = LakeTypes.widened(first, value);
    if (wider.isPresent()) {
      LakeColumn widened = first.as(wider.get().toString());
      columns.set(columns.indexOf(first), widened);
      return Optional.of(widened);
    }
    if (first.fixed() || identity.contains(field)) {
      return Optional.empty();
    }
    LakeColumn exact = variant(field, TypeInference.of(value));
    boolean holds = LakeTypes.text(exact, value) != null;
    LakeColumn beside = holds ? exact : variant(field, ColumnType.TEXT);
    columns.add(beside);
    return Optional.of(beside);
  }

  boolean isIdentity(String field) {
    return identity.contains(field);
  }

  private LakeColumn variant(String field, ColumnType type) {
    String name = choose(field + "_" + Values.name(type));
    boolean json = type == ColumnType.JSON;
    return new LakeColumn(field, name, LakeTypes.of(type).toString(), json, false, false);
  }

  private Set<String> wanted(Fields fields) {
    Set<String> order = new LinkedHashSet<>(identity);
    order.addAll(spec.required());
    List<String> names = fields.names();
    names.stream().filter(name -> ColumnNames.plain(name).equals(name)).forEach(order::add);
    order.addAll(names);
    return order;
  }

  private boolean mayGrow(String field) {
    long fields = columns.stream().map(LakeColumn::field).distinct().count();
    return unknown(field) == Contract.Change.EVOLVE
        && (isNamed(field) || fields < spec.maxColumns());
  }

  private boolean isNamed(String field) {
    return identity.contains(field)
        || spec.required().contains(field)
        || spec.columns().containsKey(field)
        || spec.deletedField().filter(field::equals).isPresent();
  }

  private ColumnType type(String field, TypeInference.Seen seen, Batch batch) {
    ColumnType declared = spec.columns().get(field);
    if (declared != null) {
      return declared;
    }
    ColumnType type = TypeInference.ofNew(seen);
    boolean mixed =
        spec.version().filter(field::equals).isPresent() && !Values.VERSIONS.contains(type);
    return mixed ? TypeInference.of(values(field, batch).get(0)) : type;
  }

  private void add(String field, ColumnType type) {
    boolean fixed = spec.columns().containsKey(field);
    boolean json = type == ColumnType.JSON;
    boolean required = isNew && spec.key().contains(field);
    String of = LakeTypes.of(type).toString();
    columns.add(new LakeColumn(field, choose(field), of, json, fixed, required));
  }

  private String choose(String field) {
    return ColumnNames.choose(
        field, name -> columns.stream().anyMatch(column -> column.name().equalsIgnoreCase(name)));
  }

  private static TypeInference.Seen seen(String field, Batch batch) {
    TypeInference.Seen seen = new TypeInference.Seen();
    values(field, batch).forEach(seen::add);
    return seen;
  }

  private static List<Object> values(String field, Batch batch) {
    int slot = batch.fields().slot(field, 0);
    List<Object> values = new ArrayList<>();
    for (Row row : batch.rows()) {
      if (row.value(slot) != null) {
        values.add(row.value(slot));
      }
    }
    return values;
  }
}
