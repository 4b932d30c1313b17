package dev.caravan.worker.failure;

/** The worker is being stopped; its batch is not acknowledged and comes again. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoppedException(Throwable cause) {
    super("the worker stops; what is not committed of its batch comes again", cause);
  }
}
