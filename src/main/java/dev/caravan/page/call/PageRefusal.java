package dev.caravan.page.call;

/** The page does not do what it was asked; the message is for who asked. */
public final class PageRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal.
   *
   * @param status of the reply, 4xx
   */
  public PageRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  PageRefusal(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
