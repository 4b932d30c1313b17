package dev.caravan.api.limits;

import java.util.Map;

/** A response with a success status says that requests come too fast; sent again like a 429. */
public final class LimitSignalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> headers;

  public LimitSignalException(String message, Map<String, String> headers) {
    super(message);
    this.headers = headers;
  }

  /** The headers of the response. */
  public Map<String, String> headers() {
    return headers == null ? Map.of() : headers;
  }
}
