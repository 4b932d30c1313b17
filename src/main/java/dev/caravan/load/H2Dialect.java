package dev.caravan.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * H2 2.x: MERGE from a table function over one array per column. A temporary table instead would
 * write every row twice, which costs a third of the throughput.
 */
final class H2Dialect implements Dialect {
  private static final String LOCK_CHANGES = "select 1 from \"caravan_schema_history\" for update";
  private static final String LOCK_TABLE =
      "select 1 from caravan_column where target = ? for update";
  private static final String LOCK_KEY =
      "select 1 from caravan_column where target = ? and field = ? for update";

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
    return typeOf(type);
  }

  private static String typeOf(ColumnType type) {
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
  public int length(String text) {
    return text.length();
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

  /**
   * On a connection of its own: in H2 a change of a table commits its transaction. Alone on the
   * table: of two changes at once H2 keeps one, and a merge that waits for a change is lost. The
   * row locks reach other processes, the monitor keeps waiting threads from emptying the pool.
   */
  @Override
  public void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException {
    synchronized (dataSource) {
      try (Connection guard = dataSource.getConnection();
          Connection own = dataSource.getConnection()) {
        guard.setAutoCommit(false);
        try {
          lock(guard, LOCK_CHANGES);
          lock(guard, LOCK_TABLE, target);
          work.on(own);
        } finally {
          guard.rollback();
        }
      }
    }
  }

  private static void lock(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.executeQuery().close();
    }
  }

  @Override
  public Merge stage(Connection connection, Plan plan, List<Object[]> rows) {
    Object[][] arrays = new Object[plan.width()][rows.size()];
    for (int column = 0; column < arrays.length; column++) {
      boolean json =
          column < plan.columns().size() && plan.columns().get(column).type() == ColumnType.JSON;
      for (int row = 0; row < rows.size(); row++) {
        arrays[column][row] = value(rows.get(row)[column], json);
      }
    }
    return () -> merge(connection, plan, arrays);
  }

  private static Counts merge(Connection connection, Plan plan, Object[][] arrays)
      throws SQLException {
    lock(connection, LOCK_KEY, plan.table().id(), plan.lockOrder().get(0).field());
    long inserted;
    long deleted;
    try (PreparedStatement count = prepare(connection, countSql(plan), arrays, counted(plan));
        ResultSet counts = count.executeQuery()) {
      counts.next();
      inserted = counts.getLong(1);
      deleted = counts.getLong(2);
    }
    try (PreparedStatement merge = prepare(connection, mergeSql(plan), arrays, all(plan))) {
      long touched = merge.executeLargeUpdate();
      return new Counts(inserted, touched - inserted - deleted, deleted);
    }
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, Object[][] arrays, List<Integer> used)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < used.size(); i++) {
      statement.setObject(i + 1, arrays[used.get(i)]);
    }
    return statement;
  }

  private static List<Integer> all(Plan plan) {
    return IntStream.range(0, plan.width()).boxed().toList();
  }

  /** What counting needs: the key, and everything when there are tombstones. */
  private static List<Integer> counted(Plan plan) {
    return plan.hard() || plan.soft() ? all(plan) : plan.keys();
  }

  private static Object value(Object value, boolean json) {
    if (value == null) {
      return null;
    }
    if (json) {
      return JsonText.of(value);
    }
    return value instanceof Iso iso ? iso.instant().atOffset(ZoneOffset.UTC) : value;
  }

  private static String staged(Plan plan, List<Integer> used) {
    return "(select * from table(%s)) s".formatted(Sql.list(used, i -> staged(plan, i) + " = ?"));
  }

  private static String staged(Plan plan, int index) {
    if (index == plan.columns().size()) {
      return Sql.quote(Plan.TOMBSTONE) + " boolean";
    }
    Column column = plan.columns().get(index);
    return column.quoted() + " " + stagedType(column.type());
  }

  private static String stagedType(ColumnType type) {
    return type == ColumnType.JSON ? "varchar" : typeOf(type);
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
    return "select count(case when %s then 1 end), count(case when %s then 1 end) from %s left join %s t on %s"
        .formatted(
            inserted, deleted, staged(plan, counted(plan)), plan.table().quoted(), merge.sameKey());
  }

  private static String mergeSql(Plan plan) {
    MergeSql merge = new MergeSql(plan, H2Dialect::source);
    StringBuilder sql = new StringBuilder("merge into ").append(plan.table().quoted()).append(" t");
    sql.append(" using ").append(staged(plan, all(plan))).append(" on ");
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
    String value = column.type() == ColumnType.JSON ? "(%s format json)".formatted(staged) : staged;
    if (type.startsWith("timestamp") && !type.endsWith("with time zone")) {
      value = "cast(%s at time zone 'UTC' as %s)".formatted(staged, type);
    } else if (!NativeType.isStaged(type) && column.type() != ColumnType.JSON) {
      value = "cast(%s as %s)".formatted(staged, type);
    }
    return column.notNull() && column.defaultValue().isPresent()
        ? "coalesce(%s, %s)".formatted(value, column.defaultValue().get())
        : value;
  }
}
