package dev.caravan.sandbox.http;

/** A request that the API does not take, with the status and the code of its error. */
public final class RefusedException extends Exception {
  private final int status;
  private final String code;

  public RefusedException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  public SandboxReply reply() {
    return SandboxReply.error(status, code, getMessage());
  }
}
