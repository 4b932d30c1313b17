package dev.caravan.state;

/** Another process moved the checkpoint of a stream; this run's page is rolled back. */
public final class CheckpointConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CheckpointConflictException(Checkpoint checkpoint) {
    super(
        "another process runs stream "
            + checkpoint.stream()
            + " on this database: its checkpoint is no longer at version "
            + checkpoint.version()
            + ", where this run left it; this run gives way and nothing of its page is committed");
  }
}
