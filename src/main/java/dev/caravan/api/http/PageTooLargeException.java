package dev.caravan.api.http;

/** A response is larger than {@code maxPageBytes}; it is not read any further. */
public final class PageTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PageTooLargeException(long maxBytes) {
    super(
        "the response is larger than maxPageBytes "
            + maxBytes
            + " (counted after decompression); ask for smaller pages or raise maxPageBytes of the"
            + " API");
  }
}
