package dev.caravan.upsert.column;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL that both databases write alike. In them t is the target, s the staging table. */
public final class Sql {
  private Sql() {}

  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  public static <T> String list(Collection<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", "));
  }

  public static <T> String all(Collection<T> items, Function<T, String> condition) {
    return items.stream().map(condition).collect(Collectors.joining(" and "));
  }

  public static String names(List<Column> columns) {
    return list(columns, Column::quoted);
  }

  /** True when any of the columns would change. */
  public static String differs(
      List<Column> columns, Function<Column, String> now, Function<Column, String> then) {
    return columns.stream()
        .map(column -> now.apply(column) + " is distinct from " + then.apply(column))
        .collect(Collectors.joining(" or ", "(", ")"));
  }
}
