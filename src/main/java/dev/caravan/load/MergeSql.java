package dev.caravan.load;

import java.util.function.Function;

/** The rules of a merge as SQL: what a row becomes, and when it is replaced at all. */
final class MergeSql {
  private final Plan plan;
  private final Function<Column, String> source;

  /**
   * @param source the expression of a column's new value
   */
  MergeSql(Plan plan, Function<Column, String> source) {
    this.plan = plan;
    this.source = source;
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
    return Sql.list(plan.valueColumns(), column -> column.quoted() + " = " + then(column));
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
    return Sql.notOlder(target(version), source.apply(version)) + " and ";
  }
}
