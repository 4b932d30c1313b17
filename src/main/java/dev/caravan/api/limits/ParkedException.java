package dev.caravan.api.limits;

import java.time.Instant;

/** A wait is too long to be slept through: the run ends and may resume at an instant. */
public final class ParkedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Instant notBefore;
  private final boolean asked;

  /** By the word of the API. */
  public ParkedException(Instant notBefore, String reason) {
    this(notBefore, reason, true);
  }

  /**
   * @param asked whether the API asked for it, rather than that a declared quota is used up
   */
  public ParkedException(Instant notBefore, String reason, boolean asked) {
    super("must wait until " + notBefore + " for " + reason);
    this.notBefore = notBefore;
    this.asked = asked;
  }

  /** Whether the API asked for the wait; else its quota is used up, which is no fault of it. */
  public boolean isAsked() {
    return asked;
  }

  /** The earliest instant of the next request. */
  public Instant notBefore() {
    return notBefore;
  }
}
