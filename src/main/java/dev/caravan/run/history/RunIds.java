package dev.caravan.run.history;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Names runs: the second of their start, by which they sort, and a random part, since many streams
 * and processes start in the same second. Safe for any thread.
 */
public final class RunIds {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
  private static final long RANDOM = 1L << 48;

  // Most other generators give the same number to threads that ask at the same time.
  private final SecureRandom random = new SecureRandom();

  /** An id for a run that starts at an instant. */
  public String next(Instant started) {
    return TIME.format(started) + "-" + String.format("%012x", random.nextLong(RANDOM));
  }
}
