package dev.caravan.quarantine;

/** A snapshot misses more of what a target holds than it may, so it must be taken anew. */
public final class IncompleteSnapshotException extends LoadException {
  public IncompleteSnapshotException(String message) {
    super(message);
  }
}
