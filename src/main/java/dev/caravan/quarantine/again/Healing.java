package dev.caravan.quarantine.again;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks the records in quarantine that a page brings anew, in the transaction of the page. While
 * nothing is in quarantine for the target that is one look into an index.
 *
 * @param target as it stands in {@code caravan_quarantine}
 * @param runId the run of the page
 * @param versioned whether versions say which record is newer; otherwise it is the later one
 * @param now the time as the database takes it
 */
public record Healing(
    String target, String runId, boolean versioned, Optional<Retry> retry, Object now) {
  private static final Logger LOG = LoggerFactory.getLogger(Healing.class);
  private static final int AT_ONCE = 400;
  private static final String OPEN =
      " from caravan_quarantine where target = ? and outcome is null and key_digest ";

  private record Open(long id, String digest, Optional<String> version) {}

  /**
   * Joins the transaction of a connection.
   *
   * @param loaded the records that the target now has, those among them that it already had
   * @return how many were healed
   */
  public int heal(Connection connection, Supplier<List<KeyAndVersion>> loaded) throws SQLException {
    int healed = mark(connection, loaded, "healed");
    if (healed > 0) {
      LOG.info("run {}: {} records in quarantine for {} are healed", runId, healed, target);
    }
    return healed;
  }

  /**
   * The same for records that are about to go to quarantine once more: what they were before is of
   * no use any more, and each scan would add to it.
   */
  public void supersede(Connection connection, Supplier<List<KeyAndVersion>> bad)
      throws SQLException {
    mark(connection, bad, "superseded");
  }

  private int mark(Connection connection, Supplier<List<KeyAndVersion>> loaded, String outcome)
      throws SQLException {
    if (!isAnyOpen(connection)) {
      return 0;
    }
    Map<String, List<KeyAndVersion>> byKey =
        loaded.get().stream().collect(Collectors.groupingBy(KeyAndVersion::digest));
    List<String> digests = List.copyOf(byKey.keySet());
    List<Long> ids = new ArrayList<>();
    for (int from = 0; from < digests.size(); from += AT_ONCE) {
      List<String> some = digests.subList(from, Math.min(from + AT_ONCE, digests.size()));
      for (Open open : open(connection, some)) {
        if (byKey.get(open.digest()).stream().anyMatch(each -> heals(each, open))) {
          ids.add(open.id());
        }
      }
    }
    mark(connection, ids, outcome);
    return ids.size();
  }

  /** Of two equally new ones the later counts; which that is, is known of those in quarantine. */
  private boolean heals(KeyAndVersion loaded, Open open) {
    OptionalInt order = versioned ? loaded.compareVersion(open.version()) : OptionalInt.of(0);
    if (order.isEmpty() || order.getAsInt() < 0) {
      return false;
    }
    return retry.isEmpty()
        || open.id() < retry.get().id()
        || open.id() > retry.get().id() && order.getAsInt() > 0;
  }

  private boolean isAnyOpen(Connection connection) throws SQLException {
    try (PreparedStatement any =
        connection.prepareStatement("select 1" + OPEN + "is not null limit 1")) {
      any.setString(1, target);
      try (ResultSet row = any.executeQuery()) {
        return row.next();
      }
    }
  }

  private List<Open> open(Connection connection, List<String> digests) throws SQLException {
    String marks = String.join(", ", Collections.nCopies(digests.size(), "?"));
    List<Open> all = new ArrayList<>();
    try (PreparedStatement some =
        connection.prepareStatement(
            "select id, key_digest, record_version" + OPEN + "in (" + marks + ")")) {
      some.setString(1, target);
      for (int i = 0; i < digests.size(); i++) {
        some.setString(i + 2, digests.get(i));
      }
      try (ResultSet row = some.executeQuery()) {
        while (row.next()) {
          all.add(
              new Open(row.getLong(1), row.getString(2), Optional.ofNullable(row.getString(3))));
        }
      }
    }
    return all;
  }

  private void mark(Connection connection, List<Long> ids, String outcome) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            "update caravan_quarantine set outcome = ?, decided_at = ?, decided_run = ?"
                + " where id = ? and outcome is null")) {
      for (long id : ids) {
        mark.setString(1, outcome);
        mark.setObject(2, now);
        mark.setString(3, runId);
        mark.setLong(4, id);
        mark.addBatch();
      }
      mark.executeBatch();
    }
  }
}
