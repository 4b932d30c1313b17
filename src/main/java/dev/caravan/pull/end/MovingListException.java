package dev.caravan.pull.end;

/** A list moved so much while it was read that the scan must begin anew. */
public final class MovingListException extends IncompleteScanException {
  private static final long serialVersionUID = 1L;

  MovingListException(String message) {
    super(message);
  }
}
