package dev.caravan.upsert.table;

import dev.caravan.quarantine.Origin;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.row.PageValues;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import dev.caravan.value.TypeInference;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes a table so that it holds a page: creates it, adds columns, widens types. The mapping of
 * fields is written before the table is changed: a mapped column that does not exist is added by
 * the next page that needs it, so a crash in between loses nothing.
 */
final class Evolution {
  private final Dialect dialect;
  private final TableSpec spec;
  private final Catalog catalog;

  Evolution(Dialect dialect, TableSpec spec, Catalog catalog) {
    this.dialect = dialect;
    this.spec = spec;
    this.catalog = catalog;
  }

  /**
   * Makes the table hold a page.
   *
   * @throws VanishedTableException when it is gone, and the page is not the first of everything
   */
  void change(Connection connection, PageValues page, Origin origin) throws SQLException {
    Catalog.State state = catalog.read(connection);
    if (state.vanished() && !origin.beginning()) {
      throw new VanishedTableException(spec.table(), origin);
    }
    Map<String, ColumnType> wanted = wanted(page);
    Map<String, Mapping.Entry> fresh = assign(state, wanted);
    Map<String, Mapping.Entry> mapped = new LinkedHashMap<>(state.mapped());
    mapped.putAll(fresh);
    checkKey(connection, state, mapped);
    List<String> definitions = missing(state, wanted, mapped);
    Mapping.add(connection, catalog.target(), fresh);
    List<String> statements = new ArrayList<>();
    if (state.exists()) {
      String add = "alter table %s add column ".formatted(catalog.table().quoted());
      definitions.forEach(definition -> statements.add(add + definition));
    } else {
      statements.add(create(definitions, mapped));
    }
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    if (state.exists()) {
      widen(connection, state, page);
    }
  }

  /** Adds the column that marks deleted rows. */
  void addTombstones(Connection connection) throws SQLException {
    List<String> definitions = new ArrayList<>();
    addSpecial(
        definitions, catalog.read(connection), true, ColumnNames.DELETED, ColumnType.TIMESTAMP);
    String add = "alter table %s add column ".formatted(catalog.table().quoted());
    try (Statement statement = connection.createStatement()) {
      for (String definition : definitions) {
        statement.execute(add + definition);
      }
    }
  }

  /** Fields with a value, first those that must have a column, then those named like one. */
  private Map<String, ColumnType> wanted(PageValues page) {
    Set<String> order = new LinkedHashSet<>(spec.key());
    spec.version().ifPresent(order::add);
    order.addAll(spec.required());
    List<String> names = page.fields().names();
    names.stream().filter(name -> ColumnNames.plain(name).equals(name)).forEach(order::add);
    order.addAll(names);
    Map<String, ColumnType> wanted = new LinkedHashMap<>();
    for (String field : order) {
      TypeInference.Seen seen = page.seen(page.fields().slot(field, 0));
      if (seen.any()) {
        ColumnType declared = spec.columns().get(field);
        wanted.put(field, declared == null ? TypeInference.ofNew(seen) : declared);
      }
    }
    return wanted;
  }

  /** Columns for the fields that have none, as far as maxColumns goes. */
  private Map<String, Mapping.Entry> assign(Catalog.State state, Map<String, ColumnType> wanted) {
    Set<String> used = new LinkedHashSet<>();
    state.mapped().values().forEach(entry -> used.add(entry.column()));
    Map<String, Mapping.Entry> fresh = new LinkedHashMap<>();
    for (String field : wanted.keySet()) {
      String key = ColumnNames.fieldKey(field);
      boolean room = state.mapped().size() + fresh.size() < spec.maxColumns();
      if (room && !state.mapped().containsKey(key)) {
        Mapping.Entry entry = entry(state, field, used);
        used.add(entry.column());
        fresh.put(key, entry);
      }
    }
    return fresh;
  }

  private Mapping.Entry entry(Catalog.State state, String field, Set<String> used) {
    String plain = ColumnNames.plain(field);
    Optional<NativeColumn> existing =
        ColumnNames.isReserved(plain) ? Optional.empty() : state.named(plain);
    if (existing.isPresent()
        && !existing.get().generated()
        && !used.contains(existing.get().name())) {
      return new Mapping.Entry(existing.get().name(), true);
    }
    String name =
        ColumnNames.choose(
            field, taken -> used.contains(dialect.fold(taken)) || state.named(taken).isPresent());
    return new Mapping.Entry(dialect.fold(name), false);
  }

  private void checkKey(
      Connection connection, Catalog.State state, Map<String, Mapping.Entry> mapped)
      throws SQLException {
    if (state.exists()) {
      List<String> key = new ArrayList<>();
      spec.key().forEach(field -> key.add(mapped.get(ColumnNames.fieldKey(field)).column()));
      catalog.checkUnique(connection, key);
    }
  }

  private List<String> missing(
      Catalog.State state, Map<String, ColumnType> wanted, Map<String, Mapping.Entry> mapped) {
    List<String> definitions = new ArrayList<>();
    boolean overflow = false;
    for (Map.Entry<String, ColumnType> field : wanted.entrySet()) {
      Mapping.Entry entry = mapped.get(ColumnNames.fieldKey(field.getKey()));
      if (entry == null) {
        overflow = true;
      } else if (!state.natives().containsKey(entry.column())) {
        definitions.add(definition(entry.column(), type(field.getKey(), field.getValue())));
      }
    }
    addSpecial(definitions, state, overflow, ColumnNames.MORE, ColumnType.JSON);
    addSpecial(definitions, state, spec.soft(), ColumnNames.DELETED, ColumnType.TIMESTAMP);
    for (String name : spec.ownColumns()) {
      ColumnType type =
          switch (name) {
            case ColumnNames.SEEN, ColumnNames.LOADED_AT -> ColumnType.TIMESTAMP;
            case ColumnNames.RUN_ID -> ColumnType.TEXT;
            case ColumnNames.CURRENT -> ColumnType.BOOLEAN;
            default -> version(state, wanted, mapped);
          };
      addSpecial(definitions, state, true, name, type);
    }
    return definitions;
  }

  private ColumnType version(
      Catalog.State state, Map<String, ColumnType> wanted, Map<String, Mapping.Entry> mapped) {
    String field = spec.version().orElseThrow();
    String column = mapped.get(ColumnNames.fieldKey(field)).column();
    NativeColumn there = state.natives().get(column);
    return there == null ? wanted.get(field) : dialect.nativeType(there.sqlType()).type();
  }

  private void addSpecial(
      List<String> definitions, Catalog.State state, boolean needed, String name, ColumnType type) {
    String column = dialect.fold(name);
    if (needed && !state.natives().containsKey(column)) {
      definitions.add(definition(column, dialect.type(type)));
    }
  }

  private String type(String field, ColumnType type) {
    return spec.key().contains(field)
        ? dialect.keyType(type, spec.key().size())
        : dialect.type(type);
  }

  private static String definition(String column, String type) {
    return Sql.quote(column) + " " + type;
  }

  private String create(List<String> definitions, Map<String, Mapping.Entry> mapped) {
    String key =
        Sql.list(spec.key(), field -> Sql.quote(mapped.get(ColumnNames.fieldKey(field)).column()));
    return "create table if not exists %s (%s, primary key (%s))"
        .formatted(catalog.table().quoted(), String.join(", ", definitions), key);
  }

  /** Makes the parts of a key as wide as they are declared. */
  void widenKey(Connection connection) throws SQLException {
    Catalog.State state = catalog.read(connection);
    Columns columns = catalog.columns(connection, state);
    for (String field : spec.key()) {
      Column column = columns.of(field).orElse(null);
      ColumnType declared = spec.columns().get(field);
      if (column != null
          && isNarrow(column, declared)
          && !state.mapped().get(column.field()).adopted()) {
        dialect.widen(connection, catalog.table(), column, declared);
      }
    }
  }

  static boolean isNarrow(Column column, ColumnType declared) {
    boolean toText = declared == ColumnType.TEXT && column.type() != ColumnType.TEXT;
    return toText || declared == ColumnType.NUMERIC && column.type() == ColumnType.BIGINT;
  }

  private void widen(Connection connection, Catalog.State state, PageValues page)
      throws SQLException {
    Columns columns = catalog.columns(connection, state);
    for (int slot = 0; slot < page.fields().size(); slot++) {
      Column column = columns.of(page.fields().name(slot)).orElse(null);
      if (column != null && !column.fixed() && !page.seen(slot).fits(column.type())) {
        ColumnType wider = TypeInference.widen(column.type(), page.seen(slot));
        dialect.widen(connection, catalog.table(), column, wider);
      }
    }
  }
}
