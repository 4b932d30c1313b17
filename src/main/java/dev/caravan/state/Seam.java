package dev.caravan.state;

import java.util.List;

/**
 * Where the last page of a scan ended, so that the next one can be seen to join it. Part of the
 * checkpoint.
 *
 * @param last prints of the records before, the last ones last, where pages are to join; else of
 *     the first page and the latest ones as a whole
 * @param front prints of the records that the scan came to first, the furthest ones last, where
 *     pages are to join; those of the page before may stand long before them
 * @param backs how often the scan stepped back without getting beyond where it was
 * @param far the place in the list where it stepped back first
 * @param fell whether the total became smaller since the scan began
 * @param pushed whether records came again beyond what is asked for twice, or stand elsewhere than
 *     before: others came before them, and counts of what came prove nothing
 * @param again how often the scan began again for records that may have slipped between two pages
 * @param came how many records came, each counted once, where pages are to join; negative when not
 *     known
 */
public record Seam(
    List<String> last,
    List<String> front,
    int backs,
    long far,
    boolean fell,
    boolean pushed,
    int again,
    long came) {
  /** Of a scan that begins, or whose pages are not joined. */
  public static final Seam NONE = new Seam(List.of(), List.of(), 0, 0, false, false, 0, 0);

  public Seam {
    last = List.copyOf(last);
    front = List.copyOf(front);
  }

  /** The same, of a list that is seen to have moved. */
  public Seam moved() {
    return new Seam(last, front, backs, far, fell, true, again, came);
  }

  /** Of a scan that begins once more. */
  public Seam begunAgain() {
    return new Seam(List.of(), List.of(), 0, 0, false, false, again + 1, 0);
  }

  /** The same, with one more step back from a place in the list. */
  public Seam steppedBack(long from) {
    return new Seam(last, front, backs + 1, Math.max(far, from), fell, pushed, again, came);
  }

  /** Whether it went back since another one. */
  public boolean isBehind(Seam before) {
    return backs > before.backs || again > before.again;
  }
}
