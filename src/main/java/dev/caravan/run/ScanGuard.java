package dev.caravan.run;

import dev.caravan.pull.Page;
import dev.caravan.pull.Stream;
import dev.caravan.pull.paging.LoopGuard;
import dev.caravan.pull.paging.PagingException;
import java.util.List;
import java.util.Optional;

/** Finds scans that would repeat pages for ever. For one scan, by one thread at a time. */
final class ScanGuard {
  private final Stream stream;
  private final LoopGuard loops = new LoopGuard();

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
    return isRepeatAtTheEnd(page.records(), page.position().orElse("first")) ? page.asLast() : page;
  }

  /**
   * Goes on after a page that has a next one.
   *
   * @throws PagingException when the scan was there before
   */
  void pass(Page page) {
    pass(page.position(), page.next().orElseThrow());
  }

  /**
   * Goes on after a page.
   *
   * @throws PagingException when the scan was at the next position before
   */
  void pass(Optional<String> position, String next) {
    loops.pass(position, next);
  }

  /**
   * Whether a page is the last one because it repeats the one before it.
   *
   * @throws PagingException when it does so and this API does not end that way
   */
  boolean isRepeatAtTheEnd(List<?> records, String position) {
    if (!stream.pagination().isRepeatSuspicious() || !loops.isRepeat(records)) {
      return false;
    }
    if (stream.isRepeatedPageTheEnd()) {
      return true;
    }
    throw new PagingException(
        "page "
            + position
            + " holds the same records as the page before it; if this API repeats its last page at"
            + " the end, set repeatedPageEnds: true");
  }
}
