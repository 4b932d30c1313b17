package dev.caravan.upsert.fit;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.row.Fields;
import dev.caravan.upsert.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A validated page of records on its way into one table: the rows, and the records that go to
 * quarantine. Made by {@code Loader}; may be staged again after its transaction was rolled back.
 * For one thread at a time.
 */
public final class Batch {
  private final Origin origin;
  private final Fields fields;
  private final List<Row> rows;
  private final List<Reject> invalid;
  private Optional<SnapshotPart> snapshot = Optional.empty();
  private BeforeSteps beforeSteps = BeforeSteps.unknown();
  private Optional<Retry> retry = Optional.empty();
  private Staged staged;
  private boolean tableMade;

  public Batch(Origin origin, Fields fields, List<Row> rows, List<Reject> invalid) {
    this.origin = origin;
    this.fields = fields;
    this.rows = rows;
    this.invalid = invalid;
  }

  /** Records of the page, good and bad. */
  public int size() {
    return rows.size() + invalid.size();
  }

  /** Says that the page is part of a snapshot. */
  public void partOf(Optional<SnapshotPart> newSnapshot) {
    snapshot = newSnapshot;
  }

  /**
   * Says how its records came.
   *
   * @param newRetry empty unless it is a record of quarantine that comes again
   */
  public void came(BeforeSteps newBeforeSteps, Optional<Retry> newRetry) {
    beforeSteps = newBeforeSteps;
    retry = newRetry;
  }

  BeforeSteps beforeSteps() {
    return beforeSteps;
  }

  public Optional<Retry> retry() {
    return retry;
  }

  public Optional<SnapshotPart> snapshot() {
    return snapshot;
  }

  /** Whether the rows that its scan does not list are to be marked as deleted. */
  public boolean isMarking() {
    return snapshot
        .flatMap(SnapshotPart::scan)
        .filter(scan -> scan.mode() == DeleteMode.SOFT)
        .isPresent();
  }

  /** Whether rows that nothing listed are deleted after the batch. */
  public boolean isLast() {
    return snapshot.filter(SnapshotPart::last).isPresent();
  }

  public boolean hasTombstones() {
    return rows.stream().anyMatch(Row::tombstone);
  }

  public Origin origin() {
    return origin;
  }

  public Fields fields() {
    return fields;
  }

  public List<Row> rows() {
    return rows;
  }

  public List<Reject> invalid() {
    return invalid;
  }

  /** Whether there was no table before the page. */
  public boolean isTableMade() {
    return tableMade;
  }

  public void tableMade(boolean made) {
    tableMade = made;
  }

  public void staged(Staged staged) {
    this.staged = staged;
  }

  public Optional<Staged> staged() {
    return Optional.ofNullable(staged);
  }

  /** Hands out what was staged, once. */
  public Staged takeStaged() {
    if (staged == null) {
      throw new IllegalStateException("A batch is merged once, after stage");
    }
    Staged taken = staged;
    staged = null;
    return taken;
  }

  public static List<Reject> both(List<Reject> some, List<Reject> more) {
    List<Reject> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /**
   * What stands in the database for this batch.
   *
   * @param into the tables that the rows go to, by plans of the same columns; empty without rows
   * @param first the merge of the first wave, which locks all rows of the page in their order
   * @param waves rows by merge: one, or two when a soft tombstone follows a live row of its key
   * @param others rows that the newest of their key took the place of
   * @param children the rows of child tables
   * @param accepted records that are not in quarantine
   */
  public record Staged(
      Plan plan,
      List<Plan> into,
      Dialect.Merge first,
      List<List<Object[]>> waves,
      List<Object[]> others,
      ChildPage children,
      int accepted,
      Map<String, Long> quarantined) {}
}
