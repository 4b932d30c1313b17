package dev.caravan.pull;

import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.end.Verdict;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Optional;

/**
 * A second look at the first page, after the last page of a scan that deletes what it did not list.
 * Where each response names the next position, nothing else shows that a record moved from what was
 * still to be read to what was read already, as with an order by the time of change: it is on no
 * page, but it pushed those at the front to other places.
 */
final class FrontLook {
  private static final String POSITION = "caravan-front";

  private FrontLook() {}

  /** Whether a position is that of the second look. */
  static boolean isAt(Optional<String> position) {
    return position.filter(POSITION::equals).isPresent();
  }

  /** The last page of a scan with a second look as its next one, where that can show something. */
  static Page after(Page page, EndOfScan end) {
    Verdict verdict = page.judged();
    boolean due =
        verdict.next().isEmpty()
            && verdict.notes().isEmpty()
            && !page.partial()
            && end.followsPositions()
            && verdict.walked().pages() > 1;
    return due
        ? page.with(
            new Verdict(
                Optional.of(POSITION),
                Optional.empty(),
                verdict.walked(),
                verdict.known(),
                List.of()))
        : page;
  }

  /**
   * What the second look shows: the end of the scan, and records that are most likely unchanged.
   */
  static Page judge(Page front, EndOfScan end, Walked walked, Known known) {
    Walked seen =
        end.isLikeFirst(front.told(), walked) ? walked : walked.with(walked.seam().moved());
    return front.with(new Verdict(Optional.empty(), Optional.empty(), seen, known, List.of()));
  }
}
