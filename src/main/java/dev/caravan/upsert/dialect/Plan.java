package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How a page becomes rows of a table as it stands: the columns in staging order, which of them are
 * key and version, and the SQL.
 *
 * @param version index of the version's column, -1: none, the last one wins
 * @param more index of the JSON column for the fields beyond maxColumns, -1: none
 * @param deleted index of the soft tombstone's timestamp, -1: none
 * @param kept indexes of columns that a row keeps as they were when it came
 * @param noted indexes of columns that change with others of their row, and alone change nothing
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
    List<Integer> noted,
    boolean hard,
    String staging) {
  /** The same rows in another table that has these columns. */
  public Plan into(TableName other) {
    return new Plan(other, columns, keys, version, more, deleted, kept, noted, hard, staging);
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

  /** The columns in which a row may differ from the one that is there. */
  public List<Column> valueColumns() {
    return columns(i -> !keys.contains(i) && !kept.contains(i) && !noted.contains(i));
  }

  /** The columns that a row that differs replaces. */
  public List<Column> replacedColumns() {
    return columns(i -> !keys.contains(i) && !kept.contains(i));
  }

  private List<Column> columns(IntPredicate which) {
    return IntStream.range(0, columns.size()).filter(which).mapToObj(columns::get).toList();
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
