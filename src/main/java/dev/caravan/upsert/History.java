package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.child.KeyTable;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The versions of a record as rows that say from which version on, and up to which one, they were
 * the newest. What a version that comes late changes is its own row and that of the one before.
 */
final class History {
  private final Dialect dialect;
  private final Plan plan;
  private final Column version;
  private final List<Column> entity;

  History(Dialect dialect, Plan plan) {
    this.dialect = dialect;
    this.plan = plan;
    this.version = plan.columns().get(plan.version());
    this.entity = plan.keyColumns().stream().filter(column -> !column.equals(version)).toList();
  }

  /**
   * After rows were merged: closes the versions that have a newer one.
   *
   * @throws LoadException when the versions have no order in the database, or changed their type
   */
  void settle(Connection connection, List<Object[]> rows) throws SQLException {
    requireOrder();
    KeyTable touched = new KeyTable(dialect, "entities", entity);
    touched.fill(connection, rows.stream().map(this::entity).toList());
    String table = plan.table().quoted();
    String newer =
        "from %1$s caravan_n where %2$s and caravan_n.%3$s > %1$s.%3$s"
            .formatted(
                table,
                Sql.all(
                    entity, each -> "caravan_n.%2$s = %1$s.%2$s".formatted(table, each.quoted())),
                version.quoted());
    String next = "(select min(caravan_n.%s) %s)".formatted(version.quoted(), newer);
    String from = plan.special(ColumnNames.VALID_FROM).quoted();
    String to = plan.special(ColumnNames.VALID_TO).quoted();
    String sql =
        "update %s set %s = %s, %s = %s, %s = not exists (select 1 %s) where %s and (%s.%s is null or %s)"
            .formatted(
                table,
                from,
                version.quoted(),
                to,
                next,
                plan.special(ColumnNames.CURRENT).quoted(),
                newer,
                touched.has(table),
                table,
                from,
                dialect.differs(table + "." + to, next));
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private Object[] entity(Object[] row) {
    return entity.stream().map(column -> row[plan.columns().indexOf(column)]).toArray();
  }

  private void requireOrder() {
    Column to = plan.special(ColumnNames.VALID_TO);
    if (!version.sqlType().equals(to.sqlType()) || !dialect.isOrdered(version)) {
      throw new LoadException(
          "version column %s of table %s is %s, and %s is %s; mode history needs versions that are timestamps, or whole numbers from the first one on; where they have decimals, declare them as in columns: '%s:numeric', which SQLite cannot order"
              .formatted(
                  version.name(),
                  plan.table().table(),
                  version.sqlType(),
                  to.name(),
                  to.sqlType(),
                  version.field()));
    }
  }
}
