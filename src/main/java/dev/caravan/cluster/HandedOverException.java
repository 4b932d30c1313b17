package dev.caravan.cluster;

/**
 * A stream went to another process in the middle of a run; what that did not write, that one will.
 */
public final class HandedOverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HandedOverException(String stream, String node) {
    super(
        "stream "
            + stream
            + " is no longer that of node "
            + node
            + "; another one goes on after its last committed page");
  }
}
