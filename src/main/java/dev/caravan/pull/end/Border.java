package dev.caravan.pull.end;

import dev.caravan.pull.paging.Pagination;
import dev.caravan.state.Walked;
import java.util.List;

/**
 * The records of the pages before that a page was asked for once more, and where they are on it.
 *
 * @param asked how many those are
 * @param known prints of records before, the furthest ones last
 * @param page prints of the page
 */
record Border(long asked, List<String> known, List<String> page) {
  static Border of(Pagination pagination, Told told, Walked before, List<String> known) {
    return new Border(
        before.reach() - pagination.begin(before.reach(), told.position()),
        List.copyOf(known),
        told.prints());
  }

  /** Whether there are none that must come again. */
  boolean isNone() {
    return asked <= 0 || known.isEmpty();
  }

  /** Whether any record of the pages before stands where those are to come again. */
  boolean isJoined() {
    return page.stream().limit(asked).anyMatch(known::contains);
  }

  /** Whether the page has nothing but records that came long before: that of another request. */
  boolean isBehind() {
    return known.containsAll(page) && !isNone() && place() < 0;
  }

  /**
   * Whether the page holds the furthest record before it, or goes on after those near it. Records
   * that came in front push all on to the next page, so while a scan goes on it need not.
   */
  boolean isReached() {
    return isNone() || page.contains(known.get(known.size() - 1)) || !beyond().isEmpty();
  }

  /**
   * What stands on the page after those that were asked for once more; all where there are none.
   */
  List<String> beyond() {
    int place = place();
    return isNone() ? page : place < 0 ? List.of() : page.subList(place + 1, page.size());
  }

  /** Where the furthest of them stands on the page; negative when none does. */
  private int place() {
    List<String> border = PageMemory.latest(known, (int) Math.min(asked, PageMemory.ROWS));
    for (int i = border.size() - 1; i >= 0; i--) {
      int place = page.indexOf(border.get(i));
      if (place >= 0) {
        return place;
      }
    }
    return -1;
  }
}
