package dev.caravan.upsert.snapshot;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes the rows of a table that a full scan did not list. A row stays whenever there is a doubt:
 * when the route dropped its record or the record has no key, when somebody else loaded it during
 * the scan, when its version is not older than the scan, and when nobody followed the scan from its
 * beginning.
 */
public final class MissingRows {
  /** How far the clocks of an API and of this machine may be apart, and a page be on its way. */
  private static final Duration UNSEEN = Duration.ofMinutes(5);

  private final ScanTargets targets;
  private final Snapshot snapshot;
  private final Dialect dialect;
  private final TableSpec spec;
  private final Clock clock;

  public MissingRows(
      ScanTargets targets, Snapshot snapshot, Dialect dialect, TableSpec spec, Clock clock) {
    this.targets = targets;
    this.snapshot = snapshot;
    this.dialect = dialect;
    this.spec = spec;
    this.clock = clock;
  }

  /**
   * The scans that must know the keys of a page, which may be a part of one. Before the page locks
   * any row, so that nobody waits for each other in a circle.
   */
  public List<ScanTargets.Scan> join(Optional<SnapshotPart> part) {
    Optional<SnapshotPart> own = part.filter(each -> each.scan().isPresent());
    own.flatMap(SnapshotPart::scan).ifPresent(this::requireOneWay);
    return targets.following(target(), own);
  }

  private void requireOneWay(SnapshotPart.FullScan scan) {
    if (scan.mode() == DeleteMode.SOFT && spec.hard()) {
      throw new LoadException(
          "deleteMissing is soft, and caravan-upsert of table %s has deleteMode hard; give both the same"
              .formatted(spec.table()));
    }
  }

  /** Notes the keys of a page for each scan, also of records that the route dropped. */
  public void list(
      Connection connection,
      Plan plan,
      Optional<SnapshotPart> part,
      List<ScanTargets.Scan> scans,
      List<List<Object[]>> waves,
      List<Reject> rejects,
      int received)
      throws SQLException {
    List<Object[]> keys = snapshot.keys(plan, waves, rejects);
    for (ScanTargets.Scan scan : scans) {
      Optional<SnapshotPart> own = part.filter(each -> each.stream().equals(scan.stream()));
      List<Object[]> listed = new ArrayList<>(keys);
      if (own.isPresent()) {
        listed.addAll(asListed(plan, own.get(), keys, rejects, received));
      }
      SnapshotPart noted = new SnapshotPart(scan.stream(), scan.id(), false, false, 0);
      snapshot.add(connection, plan, noted, listed);
    }
  }

  /** The keys of the records as the API sent them; counts those that nobody can tell. */
  private List<Object[]> asListed(
      Plan plan, SnapshotPart part, List<Object[]> loaded, List<Reject> rejects, int received) {
    List<?> sent = part.scan().orElseThrow().listed();
    List<Object[]> keys = new ArrayList<>();
    sent.forEach(
        record -> snapshot.key(plan, spec.reshape().shape(record).record()).ifPresent(keys::add));
    boolean keptKeys = received > 0 && names(plan, keys).containsAll(names(plan, loaded));
    // Where steps made the keys, only as many as were sent can be those that were sent.
    long untold = keptKeys ? sent.size() - keys.size() : Math.abs(sent.size() - received);
    long bad = rejects.stream().filter(each -> snapshot.key(plan, each.raw()).isEmpty()).count();
    targets.note(target(), part, untold, bad);
    return keys;
  }

  private static Set<List<Object>> names(Plan plan, List<Object[]> keys) {
    Set<List<Object>> names = new HashSet<>();
    for (Object[] key : keys) {
      List<Object> name = new ArrayList<>(Arrays.asList(key));
      for (int i = 0; i < key.length; i++) {
        name.set(i, plan.keyColumns().get(i).canonical(key[i]));
      }
      names.add(name);
    }
    return names;
  }

  /**
   * After the last page: deletes what no page listed.
   *
   * @return the rows that were deleted
   * @throws dev.caravan.quarantine.IncompleteSnapshotException when they are too many
   */
  public long finish(Connection connection, Plan plan, SnapshotPart part) throws SQLException {
    Optional<ScanTargets.Standing> standing = targets.end(target(), part);
    boolean dated = plan.version() >= 0 && isTime(plan);
    Optional<String> doubt = others(part).or(() -> doubt(standing, dated));
    long deleted = 0;
    if (doubt.isEmpty()) {
      deleted = delete(connection, plan, part, standing.orElseThrow());
    } else {
      part.outcomes().add(doubt.get());
    }
    new SnapshotKeys(dialect, plan, part).clear(connection);
    return deleted;
  }

  /** Whose rows may be those that this scan does not list. */
  private Optional<String> others(SnapshotPart part) {
    return targets
        .other(target(), part.stream())
        .map(
            other ->
                "nothing was deleted from table %s: stream %s has deleteMissing and loads it, too, and each would delete what only the other lists; give them a table each, or deleteMissing to one that lists everything and ./caravan checkpoint reset to the other"
                    .formatted(spec.table(), other));
  }

  private static boolean isTime(Plan plan) {
    return plan.columns().get(plan.version()).type() == ColumnType.TIMESTAMP;
  }

  private Optional<String> doubt(Optional<ScanTargets.Standing> standing, boolean dated) {
    return ScanTargets.doubt("table " + spec.table(), standing)
        .or(
            () ->
                standing.get().fromStart() || dated
                    ? Optional.empty()
                    : Optional.of(
                        "nothing was deleted from table %s: this is the first scan that loads it; the next one deletes"
                            .formatted(spec.table())));
  }

  private long delete(
      Connection connection, Plan plan, SnapshotPart part, ScanTargets.Standing standing)
      throws SQLException {
    SnapshotPart.FullScan scan = part.scan().orElseThrow();
    Optional<Iso> before =
        plan.version() >= 0 && isTime(plan)
            ? Optional.of(
                Iso.at(standing.fromStart() ? scan.started() : scan.started().minus(UNSEEN)))
            : Optional.empty();
    SnapshotKeys keys = new SnapshotKeys(dialect, plan, part);
    SnapshotKeys.Absent absent = keys.absent(connection, before);
    part.checkDeletes("rows of table " + spec.table(), absent.unlisted(), absent.rows());
    long deleted = 0;
    if (absent.unlisted() > 0) {
      deleted =
          scan.mode() == DeleteMode.HARD
              ? keys.delete(connection, before)
              : keys.mark(connection, before, Iso.at(clock.instant()));
    }
    part.outcomes()
        .add(
            "%d of %d rows of table %s that the scan did not list were deleted"
                .formatted(deleted, absent.rows(), spec.table()));
    return deleted;
  }

  private String target() {
    return TableName.parse(spec.table()).id();
  }
}
