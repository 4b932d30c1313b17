package dev.caravan.run;

/** A list moved so much while it was read that the scan must begin anew. */
public final class MovingListException extends IncompleteScanException {
  private static final long serialVersionUID = 1L;

  public MovingListException(String message) {
    super(message);
  }
}
