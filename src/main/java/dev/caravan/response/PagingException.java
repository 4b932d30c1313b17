package dev.caravan.response;

/** The pages of an API do not go on as declared; the scan would lose records or never end. */
public final class PagingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message says what the API did and what to do. */
  public PagingException(String message) {
    super(message);
  }
}
