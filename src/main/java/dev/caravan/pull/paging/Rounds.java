package dev.caravan.pull.paging;

/** Numbers that servers like to cut pages at, whatever was asked for. */
public final class Rounds {
  private static final int LEAST = 10;
  private static final int QUARTER = 25;

  private Rounds() {}

  /** Whether a page of so many rows may have been cut. */
  public static boolean isRound(long rows) {
    return rows >= LEAST && (rows % LEAST == 0 || rows % QUARTER == 0 || Long.bitCount(rows) == 1);
  }
}
