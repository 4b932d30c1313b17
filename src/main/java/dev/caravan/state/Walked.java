package dev.caravan.state;

import java.util.Optional;

/**
 * The way of a scan so far, as far as its end is judged by it. Part of the checkpoint, so that it
 * outlives a restart.
 *
 * @param pages that came, or the number of the last one; negative when not known
 * @param rows that came, each counted once; negative when not known
 * @param reach how many of the API's rows stand before the next page
 * @param empty pages without rows in a row, up to now
 * @param firstTotal how many records the API first said that there are
 * @param lastTotal how many it said last
 * @param lastRows how many rows the page before had
 * @param hollow pages without rows that named a next one all the same, also when asked for again
 * @param saidMore whether what says that there is more said so in this scan
 * @param proving why the end is being looked at once more, when it is
 * @param seam where the last page ended, and how often the scan had to go back
 */
public record Walked(
    long pages,
    long rows,
    long reach,
    long empty,
    Optional<Long> firstTotal,
    Optional<Long> lastTotal,
    long lastRows,
    long hollow,
    boolean saidMore,
    Optional<String> proving,
    Seam seam) {
  /** A scan that begins. */
  public static final Walked NOTHING = begun(0);

  /** A scan of whose way nothing is known, such as after a change of its position by hand. */
  public static final Walked UNKNOWN = begun(-1);

  /** The same, while an end is looked at once more. */
  public Walked proving(String why) {
    return with(Optional.of(why), seam);
  }

  /** The same with another seam. */
  public Walked with(Seam other) {
    return with(proving, other);
  }

  private Walked with(Optional<String> why, Seam other) {
    return new Walked(
        pages, rows, reach, empty, firstTotal, lastTotal, lastRows, hollow, saidMore, why, other);
  }

  private static Walked begun(long counted) {
    Optional<Long> none = Optional.empty();
    return new Walked(counted, counted, 0, 0, none, none, 0, 0, false, Optional.empty(), Seam.NONE);
  }
}
