package dev.caravan.upsert.table;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Values;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads how a table stands: its columns, and which fields Caravan put into them. */
final class Catalog {
  private final Dialect dialect;
  private final TableSpec spec;
  private final TableName table;

  Catalog(Dialect dialect, TableSpec spec) {
    this.dialect = dialect;
    this.spec = spec;
    this.table = TableName.parse(spec.table()).fold(dialect::fold);
  }

  TableName table() {
    return table;
  }

  String target() {
    return table.id();
  }

  /** A table, its columns by name, and the fields mapped to columns, whether these exist or not. */
  record State(Map<String, NativeColumn> natives, Map<String, Mapping.Entry> mapped) {
    boolean exists() {
      return !natives.isEmpty();
    }

    /** Whether it was there once, and is gone. */
    boolean vanished() {
      return !exists() && !mapped.isEmpty();
    }

    /** The existing column whose name is this one in some letter case. */
    Optional<NativeColumn> named(String plain) {
      return natives.values().stream()
          .filter(column -> column.name().toLowerCase(Locale.ROOT).equals(plain))
          .findFirst();
    }
  }

  State read(Connection connection) throws SQLException {
    Map<String, NativeColumn> natives = new LinkedHashMap<>();
    dialect.columns(connection, table).forEach(column -> natives.put(column.name(), column));
    return new State(natives, Mapping.read(connection, target()));
  }

  /** The columns Caravan sets, checked: a key that can be merged by, a version that compares. */
  Columns columns(Connection connection, State state) throws SQLException {
    List<Column> fields = new ArrayList<>();
    state
        .natives()
        .values()
        .forEach(
            column ->
                state
                    .mapped()
                    .forEach(
                        (field, entry) -> {
                          if (entry.column().equals(column.name())) {
                            fields.add(column(field, column, entry.adopted()));
                          }
                        }));
    Map<String, Column> specials = new LinkedHashMap<>();
    List<String> ours = new ArrayList<>(List.of(ColumnNames.MORE, ColumnNames.DELETED));
    ours.addAll(spec.ownColumns());
    for (String name : ours) {
      NativeColumn column = state.natives().get(dialect.fold(name));
      if (column != null) {
        requireOurs(column, fields);
        specials.put(name, special(name, column));
      }
    }
    Columns columns = new Columns(fields, specials, free(state, fields));
    check(connection, columns);
    return columns;
  }

  private void requireOurs(NativeColumn column, List<Column> fields) {
    for (Column field : fields) {
      if (field.name().equals(column.name())) {
        throw new LoadException(
            "Column %s of table %s holds the field %s of the records, and lineage or mode needs a column of this name; make the table anew"
                .formatted(column.name(), spec.table(), field.field()));
      }
    }
  }

  private static Set<String> free(State state, List<Column> fields) {
    Set<String> used = fields.stream().map(Column::name).collect(Collectors.toSet());
    return state.natives().values().stream()
        .filter(column -> !column.generated() && !used.contains(column.name()))
        .map(column -> column.name().toLowerCase(Locale.ROOT))
        .filter(name -> !ColumnNames.isReserved(name))
        .collect(Collectors.toSet());
  }

  private Column column(String field, NativeColumn column, boolean adopted) {
    boolean key = spec.key().stream().map(ColumnNames::fieldKey).anyMatch(field::equals);
    boolean declared =
        spec.columns().keySet().stream().map(ColumnNames::fieldKey).anyMatch(field::equals);
    return new Column(
        field,
        column.name(),
        column.sqlType(),
        dialect.nativeType(column.sqlType()),
        key,
        adopted || declared,
        column.notNull(),
        column.defaultValue());
  }

  private Column special(String name, NativeColumn column) {
    Column special = column(name, column, true);
    ColumnType type =
        switch (name) {
          case ColumnNames.MORE -> ColumnType.JSON;
          case ColumnNames.CURRENT -> ColumnType.BOOLEAN;
          case ColumnNames.RUN_ID -> ColumnType.TEXT;
          case ColumnNames.VALID_FROM, ColumnNames.VALID_TO -> special.type();
          default -> ColumnType.TIMESTAMP;
        };
    if (special.type() != type) {
      throw new LoadException(
          "Table %s has a column %s of type %s; Caravan needs it as %s"
              .formatted(spec.table(), name, column.sqlType(), dialect.type(type)));
    }
    return special;
  }

  private void check(Connection connection, Columns columns) throws SQLException {
    spec.version()
        .flatMap(columns::of)
        .filter(column -> !Values.VERSIONS.contains(column.type()))
        .ifPresent(
            column -> {
              throw new LoadException(
                  "Version column %s of table %s is %s; a version is a timestamp or a number"
                      .formatted(column.name(), spec.table(), column.sqlType()));
            });
    List<Column> key = spec.key().stream().flatMap(field -> columns.of(field).stream()).toList();
    for (Column column : key) {
      if (!column.nativeType().exactKey()) {
        throw new LoadException(
            "Key column %s of table %s is %s, which Caravan cannot compare exactly; give it one of boolean, bigint, numeric, timestamp, text, uuid, date"
                .formatted(column.name(), spec.table(), column.sqlType()));
      }
    }
    if (key.size() == spec.key().size()) {
      checkUnique(connection, key.stream().map(Column::name).toList());
    }
  }

  void checkUnique(Connection connection, Collection<String> key) throws SQLException {
    if (!dialect.uniqueKeys(connection, table).contains(new HashSet<>(key))) {
      String names = Sql.list(key, Sql::quote);
      throw new LoadException(
          "Table %s has no primary key or unique index over its key (%s), so rows cannot be merged. Add one: create unique index %s on %s (%s)"
              .formatted(
                  spec.table(), names, Sql.quote(table.table() + "_key"), table.quoted(), names));
    }
  }
}
