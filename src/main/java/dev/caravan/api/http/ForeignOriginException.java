package dev.caravan.api.http;

/** A response leads to another origin than the API's own; nothing is sent there. */
public final class ForeignOriginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForeignOriginException(String foreign, String own) {
    super(
        "the API at "
            + own
            + " leads to "
            + foreign
            + ", which is another origin; nothing is sent there. If that is right, add it to"
            + " allowedOrigins of the API");
  }
}
