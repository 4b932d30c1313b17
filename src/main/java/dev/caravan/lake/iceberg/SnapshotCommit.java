package dev.caravan.lake.iceberg;

import java.util.Optional;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;

/** Commits files as a snapshot that names what it holds, and finds such a snapshot again. */
public final class SnapshotCommit {
  /** In the summary of a snapshot: the number of the last record of the outbox that it holds. */
  public static final String OUTBOX = "caravan.outbox";

  /** In the summary of a snapshot: what the publication calls it that made it. */
  public static final String PUBLICATION = "caravan.publication";

  private SnapshotCommit() {}

  /**
   * Adds the files to the table, on top of the snapshot that they were made for and no other.
   *
   * @param base that snapshot
   * @throws ForeignChangeException when somebody changed the table since; the files are gone then
   */
  public static void commit(
      Table table, WrittenFiles files, Optional<Long> base, String publication, long last) {
    RowDelta delta = table.newRowDelta();
    files.rows().forEach(delta::addRows);
    files.deletes().forEach(delta::addDeletes);
    base.ifPresent(delta::validateFromSnapshot);
    delta
        .validateDataFilesExist(files.touched())
        .validateDeletedFiles()
        .conflictDetectionFilter(Expressions.alwaysTrue())
        .validateNoConflictingDataFiles()
        .validateNoConflictingDeleteFiles()
        .set(OUTBOX, Long.toString(last))
        .set(PUBLICATION, publication);
    try {
      delta.commit();
    } catch (CommitStateUnknownException e) {
      // Whether it is there, the next publication finds out.
      throw e;
    } catch (ValidationException e) {
      discard(table, files);
      throw new ForeignChangeException(
          "somebody else changed table %s meanwhile: %s".formatted(table.name(), e.getMessage()),
          e);
    }
  }

  /** The snapshot of a publication, when it was committed. */
  public static Optional<Snapshot> find(Table table, String publication) {
    if (table.currentSnapshot() == null) {
      return Optional.empty();
    }
    for (Snapshot each :
        SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot)) {
      if (publication.equals(each.summary().get(PUBLICATION))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static void discard(Table table, WrittenFiles files) {
    files.locations().forEach(table.io()::deleteFile);
  }
}
