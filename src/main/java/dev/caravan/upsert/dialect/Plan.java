package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.Columns;
import dev.caravan.value.Digest;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a page becomes rows of a table as it stands: the columns in staging order, which of them are
 * key and version, and the SQL.
 *
 * @param version index of the version's column, -1: none, the last one wins
 * @param more index of the JSON column for the fields beyond maxColumns, -1: none
 * @param deleted index of the soft tombstone's timestamp, -1: none
 * @param kept indexes of columns that a row keeps as they were when it came
 * @param hard rows have a tombstone flag after the columns
 */
public record Plan(
    TableName table,
    List<Column> columns,
    List<Integer> keys,
    int version,
    int more,
    int deleted,
    List<Integer> kept,
    boolean hard,
    String staging) {
  /** Flag in the staging table: this row deletes. */
  public static final String TOMBSTONE = "_tombstone";

  public static Plan of(TableName table, Columns known, TableSpec spec, Dialect dialect) {
    List<Column> columns = known.all();
    List<Integer> keys =
        spec.key().stream().map(field -> columns.indexOf(known.of(field).orElseThrow())).toList();
    String signature =
        columns.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(","));
    String digest = Digest.of(table.quoted() + spec.hard() + signature).substring(0, 16);
    return new Plan(
        table,
        columns,
        keys,
        spec.version().flatMap(known::of).map(columns::indexOf).orElse(-1),
        known.special(ColumnNames.MORE).map(columns::indexOf).orElse(-1),
        spec.hard() ? -1 : known.special(ColumnNames.DELETED).map(columns::indexOf).orElse(-1),
        spec.mode().columns().stream()
            .flatMap(name -> known.special(name).stream())
            .map(columns::indexOf)
            .toList(),
        spec.hard(),
        dialect.fold("caravan_stage_" + digest));
  }

  public int width() {
    return columns.size() + (hard ? 1 : 0);
  }

  public List<Column> keyColumns() {
    return keys.stream().map(columns::get).toList();
  }

  /** The key's columns in an order that all loaders of the table share, however they name them. */
  public List<Column> lockOrder() {
    return keyColumns().stream().sorted(Comparator.comparing(Column::name)).toList();
  }

  public List<Column> valueColumns() {
    return IntStream.range(0, columns.size())
        .filter(i -> !keys.contains(i) && !kept.contains(i))
        .mapToObj(columns::get)
        .toList();
  }

  /** A column of Caravan's own. */
  public Column special(String name) {
    return kept.stream()
        .map(columns::get)
        .filter(column -> column.field().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public boolean soft() {
    return deleted >= 0;
  }
}
