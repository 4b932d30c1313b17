package dev.caravan.quarantine;

import dev.caravan.value.JsonText;
import dev.caravan.value.Sanitizer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes records that cannot be loaded into {@code caravan_quarantine}. */
public final class Quarantine {
  private static final String ADD =
      "insert into caravan_quarantine (stream, run_id, target, page_position, reason, detail, record, created_at)"
          + " values (?, ?, ?, ?, ?, ?, ?, ?)";

  private Quarantine() {}

  /**
   * Joins the transaction of a connection.
   *
   * @param target the table or topic that the records were meant for
   * @param now the time as the database takes it
   */
  public static void add(
      Connection connection, String target, Origin origin, List<Reject> rejects, Object now)
      throws SQLException {
    if (rejects.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      for (Reject reject : rejects) {
        statement.setString(1, clean(origin.stream()));
        statement.setString(2, clean(origin.runId()));
        statement.setString(3, target);
        statement.setString(4, clean(origin.position()));
        statement.setString(5, reject.reason().code());
        statement.setString(6, clean(reject.detail()));
        statement.setString(7, JsonText.of(reject.raw()));
        statement.setObject(8, now);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static String clean(String text) {
    return text == null ? null : Sanitizer.clean(text);
  }
}
