package dev.caravan.api;

import java.time.Instant;

/** A wait is too long to be slept through: the run ends and may go on at an instant. */
public final class ParkedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Instant notBefore;

  ParkedException(Instant notBefore, String reason) {
    super("must wait until " + notBefore + " for " + reason);
    this.notBefore = notBefore;
  }

  /** The earliest instant of the next request. */
  public Instant notBefore() {
    return notBefore;
  }
}
