package dev.caravan.upsert.child;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.value.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Keys of the page at hand in a temporary table, so that statements can say which rows they mean.
 */
public final class KeyTable {
  /** Where a row stands among those it was filled with. No column of a user has this name. */
  static final String NUMBER = "caravan_row_number";

  /** What the table is called in statements. No table of a user has this name. */
  static final String ALIAS = "caravan_s";

  private final Dialect dialect;
  private final List<Column> columns;
  private final String name;

  /**
   * @param use tells apart the tables that one statement needs
   */
  public KeyTable(Dialect dialect, String use, List<Column> columns) {
    this.dialect = dialect;
    this.columns = columns;
    String form = use + Sql.list(columns, column -> column.name() + " " + column.type());
    this.name = dialect.fold("caravan_keys_" + Digest.of(form).substring(0, 16));
  }

  /** Holds these rows and no others from here on. */
  public void fill(Connection connection, List<Object[]> rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String definition =
          "%s bigint, %s"
              .formatted(
                  NUMBER,
                  Sql.list(columns, each -> each.quoted() + " " + dialect.typeOfKeys(each)));
      for (String sql : dialect.makingTemporary(quoted(), definition, Sql.names(columns))) {
        statement.execute(sql);
      }
    }
    String sql = "insert into %s values (?%s)".formatted(quoted(), ", ?".repeat(columns.size()));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int n = 0; n < rows.size(); n++) {
        insert.setLong(1, n);
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 2, dialect.parameter(columns.get(i), rows.get(n)[i]));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  String quoted() {
    return Sql.quote(name);
  }

  /** The condition that a table has a row's key among these. */
  public String has(String table) {
    return "(%s) in (select %s from %s %s)"
        .formatted(
            Sql.list(columns, column -> table + "." + column.quoted()),
            Sql.list(columns, this::stored),
            quoted(),
            ALIAS);
  }

  /** The condition that it has none of them. */
  String lacks(String table) {
    return "not exists (select 1 from %s %s where %s)"
        .formatted(quoted(), ALIAS, same(table, columns));
  }

  /** The condition that a row of a table and one of these have the same values. */
  String same(String table, List<Column> some) {
    return Sql.all(some, column -> table + "." + column.quoted() + " = " + stored(column));
  }

  private String stored(Column column) {
    return dialect.stored(column, ALIAS + "." + column.quoted());
  }
}
