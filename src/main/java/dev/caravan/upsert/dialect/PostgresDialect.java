package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.column.UniqueIndexes;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL 13 and later: COPY into a temporary table, then INSERT .. ON CONFLICT. */
final class PostgresDialect implements Dialect {
  private static final String UTC_TEXT =
      "regexp_replace(to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
          + " '\\.?0+Z$', 'Z')";
  private static final int BYTES_PER_ROW = 300;

  @Override
  public String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String type(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> "boolean";
      case BIGINT -> "bigint";
      case NUMERIC -> "numeric";
      case DOUBLE -> "double precision";
      case TIMESTAMP -> "timestamp with time zone";
      case JSON -> "jsonb";
      case TEXT -> "text";
    };
  }

  @Override
  public NativeType nativeType(String sqlType) {
    return NativeType.of(sqlType, text -> text.codePointCount(0, text.length()));
  }

  @Override
  public Object parameter(Column column, Object value) {
    if (value instanceof Iso iso) {
      return iso.instant().atOffset(ZoneOffset.UTC);
    }
    return value;
  }

  @Override
  public List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    return PostgresSchema.columns(connection, table);
  }

  @Override
  public String form(Connection connection, TableName table) throws SQLException {
    return PostgresSchema.form(connection, table);
  }

  @Override
  public Collection<Set<String>> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    return UniqueIndexes.of(connection, table);
  }

  @Override
  public void widen(Connection connection, TableName table, Column column, ColumnType to)
      throws SQLException {
    String name = column.quoted();
    String text =
        switch (column.type()) {
          case TIMESTAMP -> UTC_TEXT.formatted(name);
          case NUMERIC -> column.key() ? "trim_scale(%s)::text".formatted(name) : name + "::text";
          default -> name + "::text";
        };
    String value = to == ColumnType.TEXT ? text : name + "::" + type(to);
    String sql =
        "alter table %s alter column %s type %s using %s"
            .formatted(table.quoted(), name, type(to), value);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException {
    String lock = "select pg_advisory_xact_lock(hashtextextended(?, 0))";
    try (PreparedStatement statement = bound.prepareStatement(lock)) {
      statement.setString(1, "caravan " + target);
      statement.execute();
    }
    work.on(bound);
  }

  /**
   * Merges lock the rows of a table in the order of their keys, so that they never wait for each
   * other in a circle. What deletes has no order, and is alone with the table until it commits. One
   * lock for the whole page, since two that want more than they share wait for each other.
   */
  @Override
  public void enter(Connection connection, TableName table, boolean alone) throws SQLException {
    String lock =
        "select pg_advisory_xact_lock%s(hashtextextended(%s, 0))"
            .formatted(alone ? "" : "_shared", Sql.literal("caravan merge " + table.id()));
    try (Statement statement = connection.createStatement()) {
      statement.execute(lock);
    }
  }

  @Override
  public Merge stage(Connection connection, Plan plan, List<Object[]> rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // In one round trip. Locked as the merge will: nobody changes the table from here on.
      statement.execute(
          "%s; truncate %s; lock table %s in row exclusive mode"
              .formatted(createStaging(plan), Sql.quote(plan.staging()), plan.table().quoted()));
    }
    CopyEncoder encoder = new CopyEncoder(rows.size() * BYTES_PER_ROW);
    rows.forEach(row -> encoder.row(row, plan.columns()));
    String copy = "copy %s from stdin".formatted(Sql.quote(plan.staging()));
    CopyIn target = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      target.writeToCopy(encoder.buffer(), 0, encoder.length());
      long staged = target.endCopy();
      if (staged != rows.size()) {
        throw new IllegalStateException("%d of %d rows staged".formatted(staged, rows.size()));
      }
    } finally {
      if (target.isActive()) {
        target.cancelCopy();
      }
    }
    return () -> merge(connection, plan);
  }

  private static Counts merge(Connection connection, Plan plan) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(mergeSql(plan));
        ResultSet counts = statement.executeQuery()) {
      counts.next();
      return new Counts(counts.getLong(1), counts.getLong(2), counts.getLong(3));
    }
  }

  private String createStaging(Plan plan) {
    String columns = Sql.list(plan.columns(), c -> c.quoted() + " " + type(c.type()));
    String flag = plan.hard() ? ", " + Sql.quote(ColumnNames.TOMBSTONE) + " boolean" : "";
    return "set local client_min_messages = warning; create temp table if not exists %s (%s%s)"
        .formatted(Sql.quote(plan.staging()), columns, flag);
  }

  /** xmax is 0 in a row this statement inserted, and the locker's id in one it updated. */
  private static String mergeSql(Plan plan) {
    String gone =
        plan.soft() ? "t." + plan.columns().get(plan.deleted()).quoted() + " is not null" : "false";
    String deletes = plan.hard() ? "gone as (" + delete(plan) + "), " : "";
    String deleted = plan.hard() ? "(select count(*) from gone)" : "count(*) filter (where gone)";
    return ("with %smerged as (%s returning t.xmax = 0 as fresh, %s as gone)"
            + " select count(*) filter (where fresh and not gone),"
            + " count(*) filter (where not fresh and not gone), %s from merged")
        .formatted(deletes, insert(plan), gone, deleted);
  }

  private static String insert(Plan plan) {
    return "insert into %s as t (%s) select %s from %s s%s order by %s on conflict (%s) do %s"
        .formatted(
            plan.table().quoted(),
            Sql.names(plan.columns()),
            Sql.list(plan.columns(), PostgresDialect::source),
            Sql.quote(plan.staging()),
            plan.hard() ? " where not s." + Sql.quote(ColumnNames.TOMBSTONE) : "",
            Sql.list(plan.lockOrder(), PostgresDialect::order),
            Sql.names(plan.keyColumns()),
            plan.valueColumns().isEmpty() ? "nothing" : "update set " + update(plan));
  }

  private static String update(Plan plan) {
    MergeSql merge = new MergeSql(plan, column -> "excluded." + column.quoted());
    String changed =
        Sql.differs(
            plan.valueColumns(),
            column -> plain(column, MergeSql.target(column)),
            column -> plain(column, merge.then(column)));
    return merge.assignments() + " where " + merge.notOlder() + changed;
  }

  private static String delete(Plan plan) {
    MergeSql merge = new MergeSql(plan, PostgresDialect::source);
    return "delete from %s as t using %s s where s.%s and %s%s returning 1"
        .formatted(
            plan.table().quoted(),
            Sql.quote(plan.staging()),
            Sql.quote(ColumnNames.TOMBSTONE),
            merge.notOlder(),
            merge.sameKey());
  }

  @Override
  public String stored(Column column, String staged) {
    return cast(column, staged);
  }

  /** What a delete leaves behind in a temporary table nobody takes away. */
  @Override
  public String emptying(String table) {
    return "truncate " + table;
  }

  private static String cast(Column column, String staged) {
    String type = column.sqlType();
    if (type.startsWith("timestamp") && type.endsWith("without time zone")) {
      return "(%s at time zone 'UTC')".formatted(staged);
    }
    return NativeType.isStaged(type) ? staged : "cast(%s as %s)".formatted(staged, type);
  }

  private static String source(Column column) {
    String value = cast(column, "s." + column.quoted());
    return column.notNull() && column.defaultValue().isPresent()
        ? "coalesce(%s, %s)".formatted(value, column.defaultValue().get())
        : value;
  }

  private static String order(Column column) {
    boolean text = column.type() == ColumnType.TEXT && NativeType.isStaged(column.sqlType());
    return source(column) + (text ? " collate \"C\"" : "");
  }

  @Override
  public String comparable(Column column, String expression) {
    return plain(column, expression);
  }

  private static String plain(Column column, String expression) {
    return column.sqlType().equals("json") || column.nativeType().isForeign()
        ? "(" + expression + ")::text"
        : expression;
  }
}
