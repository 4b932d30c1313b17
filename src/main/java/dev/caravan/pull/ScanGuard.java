package dev.caravan.pull;

import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.end.ListOrder;
import dev.caravan.pull.end.Told;
import dev.caravan.pull.end.Verdict;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.LoopGuard;
import dev.caravan.response.PagingException;
import dev.caravan.state.Known;
import dev.caravan.state.Seam;
import dev.caravan.state.Walked;
import java.util.Optional;

/**
 * Follows a scan: finds pages that would repeat for ever, and has its end judged. For one scan, by
 * one thread at a time.
 */
public final class ScanGuard {
  private final EndOfScan end;
  private LoopGuard loops = new LoopGuard();
  private Walked walked;
  private ListOrder order;

  public ScanGuard(Stream stream, Walked walked) {
    this.end = stream.end();
    this.walked = walked;
    this.order = new ListOrder(end.rules());
  }

  /**
   * Looks at a page that was just fetched.
   *
   * @param known what the scans of the stream have shown so far
   * @return the page with what follows from it
   * @throws PagingException when it holds what the page before it held
   * @throws dev.caravan.run.IncompleteScanException when nothing proves that it is the last
   */
  public Page inspect(Page page, Known known) {
    boolean second = loops.hasPage();
    Told told = page.told();
    if (isRepeatAtTheEnd(page)) {
      told = told.endedBy(Evidence.REPEATED_PAGE);
    } else if (second) {
      told = told.differing();
    }
    Verdict verdict = end.judge(told, walked, known);
    order.add(told, page.records());
    boolean over = verdict.next().isEmpty();
    Page judged = page.with(over ? verdict.noting(order.notes()) : verdict);
    Seam before = walked.seam();
    walked = judged.judged().walked();
    if (walked.seam().isBehind(before)) {
      loops = new LoopGuard();
      order = new ListOrder(end.rules());
    }
    return end.leavesOutRepeats() ? judged.without(before.last()) : judged;
  }

  /**
   * Goes on after a page.
   *
   * @throws PagingException when the scan was at the next position before
   */
  public void pass(Optional<String> position, String next) {
    loops.pass(position, next);
  }

  /** The way of the scan so far. */
  Walked walked() {
    return walked;
  }

  /** Whether the end of the scan is being looked at once more. */
  boolean isProving() {
    return walked.proving().isPresent();
  }

  private boolean isRepeatAtTheEnd(Page page) {
    if (!end.isNumbered() || !loops.isRepeat(page.records())) {
      return false;
    }
    if (end.endsByRepeating() || isProving()) {
      return true;
    }
    throw new PagingException(
        "page "
            + page.position().orElse("first")
            + " holds the same records as the page before it; the likely cause is that the API"
            + " ignores the parameter that asks for a page: set pageParam or offsetParam, now "
            + end.rules().pagination().parameterName()
            + ", to the name that its documentation has"
            + (walked.pages() > 1
                ? ". Only if it repeats its last page at the end, and this is where that is, set"
                    + " repeatedPageEnds: true"
                : ""));
  }
}
