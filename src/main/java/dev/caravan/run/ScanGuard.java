package dev.caravan.run;

import dev.caravan.pull.Page;
import dev.caravan.pull.Stream;
import dev.caravan.pull.paging.LoopGuard;
import dev.caravan.pull.paging.PagingException;

/** Keeps one scan from going round in circles. By one thread at a time. */
final class ScanGuard {
  private final Stream stream;
  private final LoopGuard guard = new LoopGuard();

  ScanGuard(Stream stream) {
    this.stream = stream;
  }

  /**
   * Looks at a page that was just fetched.
   *
   * @return the page, or the page as the last one of its scan
   * @throws PagingException when it holds what the page before it held
   */
  Page inspect(Page page) {
    if (!stream.pagination().isRepeatSuspicious() || !guard.isRepeat(page.records())) {
      return page;
    }
    if (stream.isRepeatedPageTheEnd()) {
      return page.asLast();
    }
    throw new PagingException(
        "page "
            + page.position().orElse("first")
            + " holds the same records as the page before it; if this API repeats its last page at"
            + " the end, set repeatedPageEnds: true");
  }

  /**
   * Goes on after a page that has a next one.
   *
   * @throws PagingException when the scan was there before
   */
  void pass(Page page) {
    guard.pass(page.position(), page.next().orElseThrow());
  }
}
