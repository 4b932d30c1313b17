package dev.caravan.pull.paging;

import java.util.Set;

/** Numbers that servers like to cut pages at, whatever was asked for. */
public final class Rounds {
  private static final int LEAST = 10;
  private static final int QUARTER = 25;
  private static final int LEAST_BOUND = 1_000;
  private static final Set<Long> USUAL =
      Set.of(20L, 25L, 30L, 50L, 100L, 200L, 250L, 500L, 1_000L, 2_000L, 5_000L, 10_000L);

  private Rounds() {}

  /** Whether servers give so many rows where they are asked for no number, or for more. */
  public static boolean isUsualPage(long rows) {
    return USUAL.contains(rows);
  }

  /** Whether APIs like to end a list there, however long it is: 1000, 5000, 10000 and so on. */
  public static boolean isUsualBound(long rows) {
    long left = rows;
    while (left >= 10 && left % 10 == 0) {
      left /= 10;
    }
    return rows >= LEAST_BOUND && (left == 1 || left == 5);
  }

  /** Whether a page of so many rows may have been cut. */
  public static boolean isRound(long rows) {
    return rows >= LEAST && (rows % LEAST == 0 || rows % QUARTER == 0 || Long.bitCount(rows) == 1);
  }
}
