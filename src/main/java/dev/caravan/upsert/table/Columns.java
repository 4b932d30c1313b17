package dev.caravan.upsert.table;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.row.PageValues;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.Digest;
import dev.caravan.value.TypeInference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns of a table that Caravan sets, as last read. Immutable. */
public final class Columns {
  private final Map<String, Column> byField = new LinkedHashMap<>();
  private final Map<String, Column> specials = new LinkedHashMap<>();
  private final Set<String> free;

  /**
   * @param free plain names of columns that are there and hold no field yet
   */
  Columns(List<Column> fields, Map<String, Column> specials, Set<String> free) {
    this.free = Set.copyOf(free);
    fields.forEach(column -> byField.put(column.field(), column));
    this.specials.putAll(specials);
  }

  /** The column of a field as it stands in the records. */
  public Optional<Column> of(String field) {
    return Optional.ofNullable(byField.get(ColumnNames.fieldKey(field)));
  }

  /** {@code _more} or {@code _deleted}. */
  public Optional<Column> special(String name) {
    return Optional.ofNullable(specials.get(name));
  }

  /** Whether the table is there. */
  public boolean exist() {
    return !byField.isEmpty() || !free.isEmpty();
  }

  /** Whether there is a column for a field, be it one that holds none yet. */
  public boolean haveRoomFor(String field) {
    return of(field).isPresent() || free.contains(ColumnNames.plain(field));
  }

  int count() {
    return byField.size();
  }

  /** Columns of fields, then the special ones: the order of the staging table. */
  public List<Column> all() {
    List<Column> all = new ArrayList<>(byField.values());
    all.addAll(specials.values());
    return all;
  }

  /** How rows are staged and merged in this order of columns. The key must be there. */
  Plan plan(TableName table, TableSpec spec, Dialect dialect) {
    List<Column> columns = all();
    String signature =
        columns.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(","));
    String digest = Digest.of(table.quoted() + spec.hard() + signature).substring(0, 16);
    return new Plan(
        table,
        columns,
        spec.key().stream().map(field -> columns.indexOf(of(field).orElseThrow())).toList(),
        spec.version().flatMap(this::of).map(columns::indexOf).orElse(-1),
        special(ColumnNames.MORE).map(columns::indexOf).orElse(-1),
        spec.hard() ? -1 : special(ColumnNames.DELETED).map(columns::indexOf).orElse(-1),
        indexes(spec.mode().columns()),
        indexes(spec.lineageColumns()),
        spec.hard(),
        dialect.fold("caravan_stage_" + digest));
  }

  private List<Integer> indexes(List<String> names) {
    return names.stream().flatMap(name -> special(name).stream()).map(all()::indexOf).toList();
  }

  /** Whether a page with these values can be loaded without changing the table. */
  boolean hold(PageValues page, TableSpec spec) {
    if (spec.soft() && special(ColumnNames.DELETED).isEmpty()) {
      return false;
    }
    if (!specials.keySet().containsAll(spec.ownColumns())) {
      return false;
    }
    boolean full = count() >= spec.maxColumns() && special(ColumnNames.MORE).isPresent();
    for (int slot = 0; slot < page.fields().size(); slot++) {
      TypeInference.Seen seen = page.seen(slot);
      Column column = seen.any() ? of(page.fields().name(slot)).orElse(null) : null;
      boolean held =
          column == null ? full || !seen.any() : column.fixed() || seen.fits(column.type());
      if (!held) {
        return false;
      }
    }
    return true;
  }
}
