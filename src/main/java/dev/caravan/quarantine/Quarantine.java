package dev.caravan.quarantine;

import dev.caravan.quarantine.again.KeyAndVersion;
import dev.caravan.quarantine.again.Trace;
import dev.caravan.value.JsonText;
import dev.caravan.value.Sanitizer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes records that cannot be loaded into {@code caravan_quarantine}. */
public final class Quarantine {
  private static final String ADD =
      """
      insert into caravan_quarantine (stream, run_id, target, page_position, reason, detail, record, created_at,
        key_digest, record_version, passage, before_steps)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final int LONGEST_VERSION = 255;

  private Quarantine() {}

  /**
   * Joins the transaction of a connection.
   *
   * @param target the table or topic that the records were meant for
   * @param traces what stands beside each
   * @param now the time as the database takes it
   */
  public static void add(
      Connection connection,
      String target,
      Origin origin,
      List<Reject> rejects,
      Function<Reject, Trace> traces,
      Object now)
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
        statement.setString(5, reject.code());
        statement.setString(6, clean(reject.detail()));
        statement.setString(7, JsonText.of(reject.raw()));
        statement.setObject(8, now);
        Trace trace = traces.apply(reject);
        Optional<KeyAndVersion> known = trace.known().filter(Quarantine::isStorable);
        statement.setString(9, known.map(KeyAndVersion::digest).orElse(null));
        statement.setString(10, known.flatMap(KeyAndVersion::version).orElse(null));
        statement.setString(11, trace.passage().code());
        statement.setString(12, trace.before().map(JsonText::of).orElse(null));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** A number may have more digits than a column takes; then nothing heals the record. */
  private static boolean isStorable(KeyAndVersion known) {
    return known.version().filter(version -> version.length() > LONGEST_VERSION).isEmpty();
  }

  private static String clean(String text) {
    return text == null ? null : Sanitizer.clean(text);
  }
}
