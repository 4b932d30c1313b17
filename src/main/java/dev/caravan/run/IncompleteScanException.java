package dev.caravan.run;

/** A scan stopped, and nothing proves that it has everything. */
public class IncompleteScanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what the response said, what was declared, and what to set. */
  public IncompleteScanException(String message) {
    super(message);
  }
}
