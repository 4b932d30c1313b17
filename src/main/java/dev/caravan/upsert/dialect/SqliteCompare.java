package dev.caravan.upsert.dialect;

import dev.caravan.value.Iso;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;

/**
 * A function for the statements of one connection that compares versions which are texts: numbers
 * of any length, and instants in the forms that a table from before Caravan may have. No index and
 * no definition in the file needs it.
 */
final class SqliteCompare extends Function {
  private static final String NAME = "caravan_compare";
  private static final int DATE = "2025-01-01".length();
  private static final String OFFSET = ".*(Z|[+-]\\d\\d(:?\\d\\d)?)";

  static void on(Connection connection) throws SQLException {
    Function.create(connection.unwrap(SQLiteConnection.class), NAME, new SqliteCompare());
  }

  /**
   * Below 0, 0 or above 0, as one is less than, equal to or more than the other; null with null.
   */
  static String sql(String one, String other) {
    return "%s(%s, %s)".formatted(NAME, one, other);
  }

  @Override
  protected void xFunc() throws SQLException {
    String one = value_text(0);
    String other = value_text(1);
    if (one == null || other == null) {
      result();
      return;
    }
    Iso oneTime = time(one);
    Iso otherTime = time(other);
    if (oneTime != null && otherTime != null) {
      result(Long.compare(oneTime.micros(), otherTime.micros()));
    } else {
      result(number(one, other).compareTo(number(other, one)));
    }
  }

  /** A date or date-time as SQLite's own functions write it is one in UTC. */
  private static Iso time(String text) {
    if (text.length() == DATE) {
      return Iso.parse(text + "T00:00:00Z");
    }
    String iso = text.replace(' ', 'T');
    return Iso.parse(iso.matches(OFFSET) ? iso : iso + "Z");
  }

  private static BigDecimal number(String text, String other) throws SQLException {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new SQLException(
          "the versions '%s' and '%s' are not two numbers or two timestamps".formatted(text, other),
          e);
    }
  }
}
