package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.Sql;
import java.util.function.Function;

/** The rules of a merge as SQL: what a row becomes, and when it is replaced at all. */
final class MergeSql {
  private final Plan plan;
  private final Function<Column, String> source;
  private final Comparison comparison;

  /** A condition that a row's version is not below that of the table's row, neither being null. */
  @FunctionalInterface
  interface Comparison {
    String notBelow(Column version, String candidate, String target);
  }

  /**
   * @param source the expression of a column's new value
   */
  MergeSql(Plan plan, Function<Column, String> source) {
    this(plan, source, (version, candidate, target) -> candidate + " >= " + target);
  }

  MergeSql(Plan plan, Function<Column, String> source, Comparison comparison) {
    this.plan = plan;
    this.source = source;
    this.comparison = comparison;
  }

  static String target(Column column) {
    return "t." + column.quoted();
  }

  /** What the column holds after the merge: a soft tombstone keeps the values it does not bring. */
  String then(Column column) {
    String fresh = source.apply(column);
    if (!plan.soft()) {
      return fresh;
    }
    if (column.equals(plan.columns().get(plan.deleted()))) {
      return "case when %s is null then null else coalesce(%s, %s) end"
          .formatted(fresh, target(column), fresh);
    }
    return "case when %s then coalesce(%s, %s) else %s end"
        .formatted(tombstone(), fresh, target(column), fresh);
  }

  /** True for a row that deletes softly. */
  String tombstone() {
    return source.apply(plan.columns().get(plan.deleted())) + " is not null";
  }

  String assignments() {
    return Sql.list(plan.replacedColumns(), column -> column.quoted() + " = " + then(column));
  }

  String sameKey() {
    return Sql.all(plan.keyColumns(), column -> target(column) + " = " + source.apply(column));
  }

  /** The version's rule, followed by "and"; nothing when the last one wins. */
  String notOlder() {
    if (plan.version() < 0) {
      return "";
    }
    Column version = plan.columns().get(plan.version());
    String now = target(version);
    String notBelow = comparison.notBelow(version, source.apply(version), now);
    return "(%s is null or %s) and ".formatted(now, notBelow);
  }
}
