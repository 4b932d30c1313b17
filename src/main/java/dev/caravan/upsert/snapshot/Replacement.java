package dev.caravan.upsert.snapshot;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.IncompleteSnapshotException;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What {@code mode: replace} does with the pages of a full scan: they go into the table's next
 * generation, which takes its place after the last page, when the end of the scan is proven. A
 * table that is replaced takes nothing from anybody else.
 */
public final class Replacement {
  private final Snapshot snapshot;
  private final TableSpec spec;
  private final Generation generation;
  private final String target;

  public Replacement(Snapshot snapshot, Dialect dialect, TableSpec spec) {
    this.snapshot = snapshot;
    this.spec = spec;
    this.generation = new Generation(snapshot.changes(), dialect, spec);
    this.target = TableName.parse(spec.table()).id();
  }

  /**
   * Before a page of a stream in another mode: the table must not be one that a scan replaces.
   *
   * @throws LoadException when it is
   */
  public void requireNone(Connection connection, String stream) throws SQLException {
    Optional<Generations.Standing> found = Generations.find(connection, target);
    if (found.isEmpty()) {
      return;
    }
    if (!found.get().stream().equals(stream)) {
      throw another(found.get());
    }
    generation.drop(connection);
    Generations.forget(connection, target);
  }

  private LoadException another(Generations.Standing found) {
    return new LoadException(
        "table %s is replaced as a whole by stream %s, whose next scan would take away what another one loads; load into a table of its own, or, when that stream is gone, ./caravan checkpoint reset %s"
            .formatted(spec.table(), found.stream(), found.stream()));
  }

  /**
   * Before a page of the scan that replaces the table.
   *
   * @throws LoadException when it is no page of a full scan that was followed from its beginning
   */
  public void enter(Connection connection, Optional<SnapshotPart> page) throws SQLException {
    SnapshotPart part = page.filter(each -> each.scan().isPresent()).orElseThrow(this::noScan);
    if (part.scan().get().mode() != DeleteMode.HARD) {
      throw new LoadException(
          "mode replace of table %s leaves no rows but those that its scan listed; set deleteMissing: hard, not soft"
              .formatted(spec.table()));
    }
    Optional<Generations.Standing> found = Generations.find(connection, target);
    if (found.isPresent() && !found.get().stream().equals(part.stream())) {
      throw another(found.get());
    }
    if (found.filter(each -> each.isOf(part.id())).isPresent()) {
      return;
    }
    if (!part.first() && found.filter(each -> each.hasBegun(part.id())).isEmpty()) {
      throw new IncompleteSnapshotException(
          "table %s was not followed from the beginning of this scan; it keeps its rows, and the next run begins the scan anew"
              .formatted(spec.table()));
    }
    generation.drop(connection);
    Generations.begin(connection, target, part.stream(), part.id());
  }

  private LoadException noScan() {
    return new LoadException(
        "mode replace of table %s takes the pages of full scans that are followed from their beginning to their end; set deleteMissing: hard on its caravan-pull, and where it is set, ./caravan checkpoint reset"
            .formatted(spec.table()));
  }

  /**
   * Where a page's rows go.
   *
   * @param retry whether it is a record of quarantine that comes again: it goes into the table and,
   *     since a scan that is under way may have passed it, into the next generation
   */
  public List<Plan> into(Connection connection, Plan plan, boolean retry) throws SQLException {
    if (!retry) {
      return List.of(generation.holding(connection, plan));
    }
    boolean building =
        Generations.find(connection, target).filter(each -> each.scan().isPresent()).isPresent();
    return building ? List.of(plan, generation.holding(connection, plan)) : List.of(plan);
  }

  /** Lets rows stay whose record is in quarantine. */
  public void keep(Connection connection, Plan plan, List<Reject> rejects) throws SQLException {
    if (!rejects.isEmpty()) {
      generation.holding(connection, plan);
      generation.keep(connection, plan, snapshot.keys(plan, List.of(), rejects));
    }
  }

  /**
   * After the last page: the next generation takes the table's place.
   *
   * @param plan empty when no record ever came, so that there is no table
   */
  public LoadResult finish(Connection connection, Optional<Plan> plan, SnapshotPart part)
      throws SQLException {
    Dialect.Counts counts =
        plan.isPresent()
            ? generation.replace(connection, plan.get(), part)
            : new Dialect.Counts(0, 0, 0);
    Generations.done(connection, target);
    part.outcomes()
        .add(
            "table %s holds what the scan listed: %d rows are new, %d others, %d gone"
                .formatted(spec.table(), counts.inserted(), counts.updated(), counts.deleted()));
    return LoadResult.ofChildren(counts.inserted(), counts.updated(), 0, counts.deleted());
  }
}
