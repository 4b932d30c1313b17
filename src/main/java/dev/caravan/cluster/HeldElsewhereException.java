package dev.caravan.cluster;

/** A stream is that of another process, which is alive. */
public final class HeldElsewhereException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HeldElsewhereException(String stream, String node) {
    super(
        "another process runs stream "
            + stream
            + " on this database: it is that of node "
            + node
            + ", which is alive and runs it on its schedule; this process did nothing of it");
  }
}
