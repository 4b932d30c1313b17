package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows into a table of SQLite, in prepared batches: those of new keys are inserted, the others
 * replace what they are not older than. A batch says of each row whether it changed anything.
 */
final class SqliteMerge {
  private static final String BY_BYTES = " collate binary";

  private final Connection connection;
  private final Plan plan;
  private final Dialect dialect;

  SqliteMerge(Connection connection, Plan plan, Dialect dialect) {
    this.connection = connection;
    this.plan = plan;
    this.dialect = dialect;
  }

  Dialect.Counts run(List<Object[]> rows) throws SQLException {
    if (plan.version() >= 0 && !SqliteTypes.isSortable(plan.columns().get(plan.version()))) {
      SqliteCompare.on(connection);
    }
    List<Object[]> live = rows.stream().filter(row -> !isHardTombstone(row)).toList();
    List<Object[]> dead = rows.stream().filter(this::isHardTombstone).toList();
    List<Column> toDelete = Stream.concat(plan.keyColumns().stream(), version()).toList();
    Dialect.Counts gone =
        new Dialect.Counts(0, 0, changed(dead, batch(delete(toDelete), dead, toDelete)).size());
    int[] inserts = batch(insert("nothing"), live, plan.columns());
    List<Object[]> known = new ArrayList<>();
    List<Object[]> fresh = changed(live, inserts);
    IntStream.range(0, live.size())
        .filter(i -> inserts[i] == 0)
        .forEach(i -> known.add(live.get(i)));
    List<Object[]> replaced =
        plan.valueColumns().isEmpty()
            ? List.of()
            : changed(known, batch(insert("update set " + update()), known, plan.columns()));
    return gone.plus(counts(fresh, replaced));
  }

  private Dialect.Counts counts(List<Object[]> fresh, List<Object[]> replaced) {
    long freshDead = fresh.stream().filter(this::isSoftTombstone).count();
    long nowDead = replaced.stream().filter(this::isSoftTombstone).count();
    return new Dialect.Counts(
        fresh.size() - freshDead, replaced.size() - nowDead, freshDead + nowDead);
  }

  private boolean isHardTombstone(Object[] row) {
    return plan.hard() && Boolean.TRUE.equals(row[plan.columns().size()]);
  }

  private boolean isSoftTombstone(Object[] row) {
    return plan.soft() && row[plan.deleted()] != null;
  }

  private static List<Object[]> changed(List<Object[]> rows, int[] changes) {
    return IntStream.range(0, rows.size()).filter(i -> changes[i] > 0).mapToObj(rows::get).toList();
  }

  private int[] batch(String sql, List<Object[]> rows, List<Column> columns) throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
    int[] indexes = columns.stream().mapToInt(plan.columns()::indexOf).toArray();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        for (int i = 0; i < indexes.length; i++) {
          statement.setObject(i + 1, dialect.parameter(columns.get(i), row[indexes[i]]));
        }
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  private String insert(String onConflict) {
    return "insert into %s as t (%s) values (%s) on conflict (%s) do %s"
        .formatted(
            plan.table().quoted(),
            Sql.names(plan.columns()),
            Sql.list(plan.columns(), SqliteMerge::value),
            Sql.names(plan.keyColumns()),
            onConflict);
  }

  private static String value(Column column) {
    return column.notNull() && column.defaultValue().isPresent()
        ? "coalesce(?, %s)".formatted(column.defaultValue().get())
        : "?";
  }

  private String update() {
    MergeSql merge =
        new MergeSql(plan, column -> "excluded." + column.quoted(), SqliteMerge::notBelow);
    return merge.assignments()
        + " where "
        + merge.notOlder()
        // A collation of the column would take texts for equal that are not.
        + Sql.differs(
            plan.valueColumns(), column -> MergeSql.target(column) + BY_BYTES, merge::then);
  }

  private String delete(List<Column> parameters) {
    MergeSql merge =
        new MergeSql(plan, c -> "?" + (parameters.indexOf(c) + 1), SqliteMerge::notBelow);
    return "delete from %s as t where %s%s"
        .formatted(plan.table().quoted(), merge.notOlder(), merge.sameKey());
  }

  private Stream<Column> version() {
    return IntStream.of(plan.version())
        .filter(i -> i >= 0 && !plan.keys().contains(i))
        .mapToObj(plan.columns()::get);
  }

  private static String notBelow(Column version, String candidate, String target) {
    return SqliteTypes.isSortable(version)
        ? candidate + " >= " + target
        : SqliteCompare.sql(candidate, target) + " >= 0";
  }
}
