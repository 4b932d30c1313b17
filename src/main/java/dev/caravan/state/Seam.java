package dev.caravan.state;

import java.util.List;

/**
 * Where the last page of a scan ended, so that the next one can be seen to join it. Part of the
 * checkpoint.
 *
 * @param last prints of its records, the last ones last; empty where pages are not joined
 * @param backs how often in a row the scan stepped back
 * @param fell whether the total became smaller since the scan began
 * @param again how often the scan began again for records that may have slipped between two pages
 */
public record Seam(List<String> last, int backs, boolean fell, int again) {
  /** Of a scan that begins, or whose pages are not joined. */
  public static final Seam NONE = new Seam(List.of(), 0, false, 0);

  public Seam {
    last = List.copyOf(last);
  }

  /** Of a scan that begins once more. */
  public Seam begunAgain() {
    return new Seam(List.of(), 0, false, again + 1);
  }

  /** The same, with one more step back. */
  public Seam steppedBack() {
    return new Seam(last, backs + 1, fell, again);
  }

  /** Whether it went back since another one. */
  public boolean isBehind(Seam before) {
    return backs > before.backs || again > before.again;
  }
}
