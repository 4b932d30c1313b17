package dev.caravan.replay;

import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.Optional;

/** What the notes of a run say of a snapshot. */
final class SnapshotNotes {
  private SnapshotNotes() {}

  /** Why it is taken, and through which stream. */
  static String begun(Checkpoint.Snapshot snapshot, String stream) {
    return snapshot
        .lostCursor()
        .map(
            cursor ->
                "the feed no longer had what came after cursor %s, last read %s; a snapshot of %s takes the place of the gap"
                    .formatted(
                        cursor, snapshot.lastRead().map(Instant::toString).orElse("never"), stream))
        .orElse("begins with a snapshot of " + stream);
  }

  /** What its last page did, and where the feed resumes. */
  static String ended(SnapshotPart part, Optional<String> anchor) {
    String swept =
        part.outcomes().isEmpty()
            ? "the route let the last page of the snapshot pass neither caravan-upsert nor"
                + " caravan-kafka, so what it did not list stays"
            : String.join(", ", part.outcomes());
    return swept
        + "; the feed resumes "
        + anchor.map(cursor -> "after cursor " + cursor).orElse("anew");
  }
}
