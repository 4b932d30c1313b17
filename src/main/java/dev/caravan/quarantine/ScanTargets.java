package dev.caravan.quarantine;

import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The full scans under way that delete what they do not list, and the tables and topics that they
 * load. What others load into those meanwhile counts as listed, since a scan that has passed its
 * place does not list it. Safe for any thread.
 */
public final class ScanTargets {
  /** A scan that takes longer deletes nothing, and nobody notes keys for it any more. */
  static final Duration LONGEST = Duration.ofDays(7);

  /** Of a stream that began no scan for so long the rows are nobody's. */
  private static final Duration FORGOTTEN = Duration.ofDays(31);

  private final Database database;
  private final Clock clock;

  public ScanTargets(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A scan under way that loads a target. */
  public record Scan(String stream, String id) {}

  /** How a scan stands with a target. */
  public record Standing(boolean fromStart, long unkeyed) {}

  /**
   * A scan of a stream is about to ask for its first page. Each target in a transaction of its own,
   * since pages load them in any order; a scan that is cut off between them begins anew.
   */
  public void begin(String stream, String scan) {
    for (String target :
        jdbc()
            .queryForList(
                "select target from caravan_scan_target where stream = ?", String.class, stream)) {
      jdbc()
          .update(
              "update caravan_scan_target set scan_id = ?, begun = ?, from_start = true,"
                  + " unkeyed = 0 where stream = ? and target = ?",
              scan,
              clock.millis(),
              stream,
              target);
    }
    jdbc().update("update caravan_generation set begun_id = ? where stream = ?", scan, stream);
  }

  /**
   * At the end of a scan: each table that its stream replaces as a whole must hold it by now.
   *
   * @param doubt why the end of the scan is none to go by; empty when it is
   * @throws IncompleteSnapshotException when one does not
   */
  public void requireReplaced(String stream, Optional<String> doubt) {
    jdbc()
        .queryForList(
            "select target from caravan_generation where stream = ? and begun_id is not null"
                + " order by target",
            String.class,
            stream)
        .stream()
        .findFirst()
        .ifPresent(
            target -> {
              throw new IncompleteSnapshotException(
                  "table %s, which the scan was to replace, keeps its rows: %s"
                      .formatted(target, doubt.orElseGet(() -> passedBy(stream))));
            });
  }

  private static String passedBy(String stream) {
    return "the route let the last page pass by its caravan-upsert; where the route does not load the table any more, ./caravan checkpoint reset "
        + stream;
  }

  /** The first page of a scan is written, so that it may be gone on with. */
  public void enter(String stream, String scan) {
    JdbcTemplate jdbc = jdbc();
    if (jdbc.update("update caravan_scan set scan_id = ? where stream = ?", scan, stream) == 0) {
      jdbc.update("insert into caravan_scan (stream, scan_id) values (?, ?)", stream, scan);
    }
  }

  /** The scan that a stream goes on with; empty when nobody followed it from its beginning. */
  public Optional<String> current(String stream) {
    return jdbc()
        .queryForList("select scan_id from caravan_scan where stream = ?", String.class, stream)
        .stream()
        .findFirst();
  }

  /**
   * The scans for which the keys of a page must be noted. Until its transaction ends none of them
   * ends.
   *
   * @param own the scan that the page is part of, if it is
   */
  public List<Scan> following(String target, Optional<SnapshotPart> own) {
    JdbcTemplate jdbc = jdbc();
    // One by one in their order, so that pages do not wait for each other in a circle.
    List<String> known =
        jdbc.queryForList(
            "select stream from caravan_scan_target where target = ? order by stream",
            String.class,
            target);
    for (String stream : known) {
      jdbc.update(
          "update caravan_scan_target set loads = loads + 1 where target = ? and stream = ?",
          target,
          stream);
    }
    own.ifPresent(part -> join(part, target));
    return known.isEmpty() && own.isEmpty()
        ? List.of()
        : jdbc.query(
            "select stream, scan_id from caravan_scan_target where target = ? and scan_id is not"
                + " null and begun > ?",
            (row, n) -> new Scan(row.getString(1), row.getString(2)),
            target,
            oldest());
  }

  private void join(SnapshotPart part, String target) {
    JdbcTemplate jdbc = jdbc();
    long known =
        jdbc.queryForObject(
            "select count(*) from caravan_scan_target where target = ? and stream = ?",
            Long.class,
            target,
            part.stream());
    if (known == 0) {
      jdbc.update(
          "insert into caravan_scan_target (target, stream, scan_id, begun, from_start, unkeyed,"
              + " loads) values (?, ?, ?, ?, false, 0, 1)",
          target,
          part.stream(),
          part.id(),
          clock.millis());
    }
  }

  /**
   * Notes that of some records of a page no key is known.
   *
   * @param untold records that the API sent and that did not come, or not with their key
   * @param bad records that came without a key
   */
  public void note(String target, SnapshotPart part, long untold, long bad) {
    join(part, target);
    part.reached().add(target);
    jdbc()
        .update(
            "update caravan_scan_target set unkeyed = unkeyed + ? where target = ? and stream = ?",
            Math.max(Math.max(untold, bad), 0),
            target,
            part.stream());
  }

  /** A page went through its route. None of its records is listed where it did not come to. */
  public void passed(SnapshotPart part, long records) {
    JdbcTemplate jdbc = jdbc();
    for (String target :
        jdbc.queryForList(
            "select target from caravan_scan_target where stream = ? and scan_id = ? order by target",
            String.class,
            part.stream(),
            part.id())) {
      if (!part.reached().contains(target)) {
        jdbc.update(
            "update caravan_scan_target set unkeyed = unkeyed + ? where target = ? and stream = ?",
            records,
            target,
            part.stream());
      }
    }
  }

  /** Why a scan, which ends now, may take nothing of a target as gone; empty without a reason. */
  public Optional<String> doubt(String target, SnapshotPart part) {
    return doubt(target, end(target, part));
  }

  /** The same, of a standing that is known. */
  public static Optional<String> doubt(String target, Optional<Standing> standing) {
    if (standing.isEmpty()) {
      return Optional.of(
          "nothing was deleted from %s: the scan was not followed from its beginning to its end"
              .formatted(target));
    }
    return standing.get().unkeyed() == 0
        ? Optional.empty()
        : Optional.of(
            "nothing was deleted from %s: of %d records that the API listed no key is known, since they have none, or the route dropped them or made several of one"
                .formatted(target, standing.get().unkeyed()));
  }

  /** How a scan stands with a target at its end, which is now; empty when it was not followed. */
  public Optional<Standing> end(String target, SnapshotPart part) {
    JdbcTemplate jdbc = jdbc();
    Optional<Standing> standing =
        jdbc
            .query(
                "select from_start, unkeyed from caravan_scan_target"
                    + " where target = ? and stream = ? and scan_id = ? and begun > ?",
                (row, n) -> new Standing(row.getBoolean(1), row.getLong(2)),
                target,
                part.stream(),
                part.id(),
                oldest())
            .stream()
            .findFirst();
    jdbc.update(
        "update caravan_scan_target set scan_id = null where target = ? and stream = ?",
        target,
        part.stream());
    return standing;
  }

  /** Another stream that deletes what it does not list of a target. */
  public Optional<String> other(String target, String stream) {
    return jdbc()
        .queryForList(
            "select stream from caravan_scan_target where target = ? and stream <> ?"
                + " and begun > ? order by stream",
            String.class,
            target,
            stream,
            before(FORGOTTEN))
        .stream()
        .findFirst();
  }

  private long oldest() {
    return before(LONGEST);
  }

  private long before(Duration time) {
    return Instant.ofEpochMilli(clock.millis()).minus(time).toEpochMilli();
  }

  private JdbcTemplate jdbc() {
    return database.jdbc();
  }
}
