package dev.caravan.pull.watermark;

/**
 * A window of marks: what one scan asks for of several that take the place of one. By ticks:
 * nanoseconds since 1970, or the number itself.
 *
 * @param from the first mark in it
 * @param until the first mark beyond it, or {@link #OPEN}; where it is {@code from}, only that mark
 * @param like how the API writes marks
 */
public record Span(long from, long until, String like) {
  /** Without an end. */
  public static final long OPEN = Long.MAX_VALUE;

  /** Whether it has no end. */
  public boolean isOpen() {
    return until == OPEN;
  }
}
