package dev.caravan.api.limits;

import java.util.List;

/**
 * Lends places of a quota's window to this process, out of those of all processes that use the API.
 * Times are milliseconds from the moment that they are told.
 */
public interface Lender {
  /** Whether places are lent at all; otherwise each process keeps a window of its own. */
  boolean lends();

  /** Keeps the quota of a gate together with other processes from now on, if places are lent. */
  void join(String api, Gate gate);

  /** A gate that has not enough places, or gave one back, calls it; returns at once. */
  void needed(Gate gate);

  /**
   * What a process has and needs.
   *
   * @param holding all places that it has, those that it gives among them
   * @param give places that it does not need, by when each is free
   * @param spare places that it gives when others have fewer, by when each is free
   * @param want how many more it would take
   * @param hungry whether requests wait for places
   * @param pause for how long nobody may send a request
   * @param weight of the streams that want places
   */
  record Offer(
      int holding,
      List<Long> give,
      List<Long> spare,
      int want,
      boolean hungry,
      long pause,
      int weight) {}

  /**
   * What it gets.
   *
   * @param lapsed whether it has nothing of what it held, since it was silent for too long
   * @param places those that are new, by when each is free
   * @param taken how many of the spare ones were taken, from the end of their list
   * @param term for how long it may use what it has
   * @param contested whether others wait
   * @param pause for how long nobody may send a request
   * @param next when a place may be free, 0 when that cannot be known
   */
  record Loan(
      boolean lapsed,
      List<Long> places,
      int taken,
      long term,
      boolean contested,
      long pause,
      long next) {}
}
