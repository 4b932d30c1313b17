package dev.caravan.worker;

/** The worker is being stopped; its batch is not acknowledged and comes again. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(Throwable cause) {
    super("the worker stops; what is not kept of its batch comes again", cause);
  }
}
