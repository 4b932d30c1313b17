package dev.caravan.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** H2 2.x: a batch into a local temporary table, then MERGE. */
final class H2Dialect implements Dialect {
  private static final String UTC_TEXT =
      "regexp_replace(formatdatetime(%s, 'yyyy-MM-dd''T''HH:mm:ss.SSSSSS''Z''', 'en', 'UTC'), '\\.?0+Z$', 'Z')";

  /** Without an exponent, as Java's toPlainString: 16383 is the scale Caravan allows. */
  private static final String PLAIN_TEXT =
      "regexp_replace(cast(cast(%s as numeric(100000, 16383)) as varchar), '\\.?0+$', '')";

  @Override
  public String fold(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  @Override
  public String type(ColumnType type) {
    return switch (type) {
      case BOOLEAN -> "boolean";
      case BIGINT -> "bigint";
      case NUMERIC -> "decfloat";
      case DOUBLE -> "double precision";
      case TIMESTAMP -> "timestamp with time zone";
      case JSON -> "json";
      case TEXT -> "varchar";
    };
  }

  @Override
  public List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    return H2Columns.of(connection, table);
  }

  @Override
  public String widen(TableName table, Column column, ColumnType to) {
    String name = column.quoted();
    String text =
        switch (column.type()) {
          case TIMESTAMP -> UTC_TEXT.formatted(name);
          case NUMERIC -> PLAIN_TEXT.formatted(name);
          default -> "lower(cast(%s as varchar))".formatted(name);
        };
    String value = to == ColumnType.TEXT ? text : name;
    return "alter table %s alter column %s set data type %s using %s"
        .formatted(table.quoted(), name, type(to), value);
  }

  /** On a connection of its own: in H2 a change of a table commits its transaction. */
  @Override
  public void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException {
    try (Connection own = dataSource.getConnection()) {
      work.on(own);
    }
  }

  @Override
  public void stage(Connection connection, Plan plan, List<Object[]> rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(createStaging(plan));
      statement.execute("delete from " + Sql.quote(plan.staging()));
    }
    try (PreparedStatement insert = connection.prepareStatement(insertSql(plan))) {
      for (Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          set(insert, i + 1, row[i], plan.columns().size() > i ? plan.columns().get(i) : null);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @Override
  public Counts merge(Connection connection, Plan plan) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long inserted;
      long deleted;
      try (ResultSet counts = statement.executeQuery(countSql(plan))) {
        counts.next();
        inserted = counts.getLong(1);
        deleted = counts.getLong(2);
      }
      long touched = statement.executeLargeUpdate(mergeSql(plan));
      return new Counts(inserted, touched - inserted - deleted, deleted);
    }
  }

  private static void set(PreparedStatement insert, int at, Object value, Column column)
      throws SQLException {
    if (value == null) {
      insert.setNull(at, Types.NULL);
    } else if (column != null && column.type() == ColumnType.JSON) {
      insert.setString(at, JsonText.of(value));
    } else if (value instanceof Iso iso) {
      insert.setObject(at, iso.instant().atOffset(ZoneOffset.UTC));
    } else {
      insert.setObject(at, value);
    }
  }

  private String createStaging(Plan plan) {
    String columns = Sql.list(plan.columns(), c -> c.quoted() + " " + type(c.type()));
    String flag = plan.hard() ? ", " + Sql.quote(Plan.TOMBSTONE) + " boolean" : "";
    return "create local temporary table if not exists %s (%s%s) transactional"
        .formatted(Sql.quote(plan.staging()), columns, flag);
  }

  private static String insertSql(Plan plan) {
    List<String> values = new ArrayList<>(Collections.nCopies(plan.width(), "?"));
    for (int i = 0; i < plan.columns().size(); i++) {
      if (plan.columns().get(i).type() == ColumnType.JSON) {
        values.set(i, "? format json");
      }
    }
    return "insert into %s values (%s)"
        .formatted(Sql.quote(plan.staging()), String.join(", ", values));
  }

  /** MERGE tells only how many rows it touched; this tells before it which of them are which. */
  private static String countSql(Plan plan) {
    MergeSql merge = new MergeSql(plan, H2Dialect::source);
    String fresh = MergeSql.target(plan.keyColumns().get(0)) + " is null";
    String inserted = fresh;
    String deleted = "false";
    if (plan.hard()) {
      inserted = fresh + " and not " + flag();
      deleted = "not (%s) and %s%s".formatted(fresh, merge.notOlder(), flag());
    } else if (plan.soft()) {
      inserted = "%s and not (%s)".formatted(fresh, merge.tombstone());
      deleted =
          "%s and (%s or %s%s)"
              .formatted(merge.tombstone(), fresh, merge.notOlder(), differs(plan, merge));
    }
    return "select count(case when %s then 1 end), count(case when %s then 1 end) from %s s left join %s t on %s"
        .formatted(
            inserted, deleted, Sql.quote(plan.staging()), plan.table().quoted(), merge.sameKey());
  }

  private static String mergeSql(Plan plan) {
    MergeSql merge = new MergeSql(plan, H2Dialect::source);
    StringBuilder sql = new StringBuilder("merge into ").append(plan.table().quoted()).append(" t");
    sql.append(" using ").append(Sql.quote(plan.staging())).append(" s on ");
    sql.append(merge.sameKey());
    if (plan.hard()) {
      sql.append(" when matched and ").append(merge.notOlder()).append(flag());
      sql.append(" then delete");
    }
    String live = plan.hard() ? "not " + flag() + " and " : "";
    if (!plan.valueColumns().isEmpty()) {
      sql.append(" when matched and ").append(live).append(merge.notOlder());
      sql.append(differs(plan, merge)).append(" then update set ").append(merge.assignments());
    }
    sql.append(" when not matched").append(plan.hard() ? " and not " + flag() : "");
    sql.append(" then insert (").append(Sql.names(plan.columns())).append(") values (");
    return sql.append(Sql.list(plan.columns(), H2Dialect::source)).append(")").toString();
  }

  private static String differs(Plan plan, MergeSql merge) {
    return Sql.differs(plan.valueColumns(), MergeSql::target, merge::then);
  }

  private static String flag() {
    return "s." + Sql.quote(Plan.TOMBSTONE);
  }

  private static String source(Column column) {
    String staged = "s." + column.quoted();
    String type = column.sqlType();
    String value = staged;
    if (type.startsWith("timestamp") && !type.endsWith("with time zone")) {
      value = "cast(%s at time zone 'UTC' as %s)".formatted(staged, type);
    } else if (!NativeType.isStaged(type)) {
      value = "cast(%s as %s)".formatted(staged, type);
    }
    return column.notNull() && column.defaultValue().isPresent()
        ? "coalesce(%s, %s)".formatted(value, column.defaultValue().get())
        : value;
  }
}
