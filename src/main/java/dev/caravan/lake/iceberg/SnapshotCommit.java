package dev.caravan.lake.iceberg;

import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.RewriteFiles;
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
      throw changed(table, e);
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

  /**
   * Puts files in the place of others that have the same rows, on top of the snapshot that was
   * read.
   *
   * @throws ForeignChangeException when somebody deleted some of those rows since; the files are
   *     gone then
   */
  public static void replace(
      Table table, Rewritten files, long base, String publication, long last) {
    RewriteFiles rewrite = table.newRewrite();
    files.oldRows().forEach(rewrite::deleteFile);
    files.oldDeletes().forEach(rewrite::deleteFile);
    files.made().forEach(rewrite::addFile);
    rewrite
        .validateFromSnapshot(base)
        .set(OUTBOX, Long.toString(last))
        .set(PUBLICATION, publication);
    try {
      rewrite.commit();
    } catch (ValidationException e) {
      files.made().forEach(file -> table.io().deleteFile(file.location()));
      throw changed(table, e);
    }
  }

  /**
   * The snapshot that a publication just committed.
   *
   * @param base what it has to follow
   * @throws ForeignChangeException when there is another one between the two, of which nobody knows
   *     where it put the rows
   */
  public static Optional<Long> committed(Table table, String publication, Optional<Long> base) {
    table.refresh();
    Optional<Snapshot> made = find(table, publication);
    if (made.isEmpty()) {
      throw new ForeignChangeException(
          "table %s does not have the snapshot that was committed".formatted(table.name()));
    }
    if (!Objects.equals(made.get().parentId(), base.orElse(null))) {
      throw new ForeignChangeException(
          "somebody else changed table %s at the same time".formatted(table.name()));
    }
    return Optional.of(made.get().snapshotId());
  }

  private static ForeignChangeException changed(Table table, ValidationException e) {
    return new ForeignChangeException(
        "somebody else changed table %s meanwhile: %s".formatted(table.name(), e.getMessage()), e);
  }

  private static void discard(Table table, WrittenFiles files) {
    files.locations().forEach(table.io()::deleteFile);
  }
}
