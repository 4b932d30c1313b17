package dev.caravan.lake.iceberg;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Takes snapshots out of a table, and leaves their files to somebody else. */
public final class SnapshotExpiry {
  private SnapshotExpiry() {}

  /** Those that are older, except for the last one and what branches and tags hold. */
  public static List<Long> olderThan(Table table, Instant time) {
    ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(time.toEpochMilli());
    return expiry.apply().stream().map(Snapshot::snapshotId).toList();
  }

  /** Takes them out. */
  public static void commit(Table table, Collection<Long> snapshots) {
    ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(0).cleanExpiredFiles(false);
    snapshots.forEach(expiry::expireSnapshotId);
    expiry.commit();
  }
}
