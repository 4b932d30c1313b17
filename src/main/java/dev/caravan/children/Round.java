package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.Parents;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.state.Known;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Pages of several parents that were fetched at the same time and are written in one transaction.
 *
 * @param pages with the parent as it was when its page was asked for
 * @param complete parents whose last page is among them, with their new watermark
 * @param gone parents that the API does not know
 * @param aside how many parents were set aside with it
 * @param position where the scan stands after them
 * @param known of how the API pages, after them
 * @param next what to fetch next, in this run
 * @param last whether the scan is complete with them
 */
record Round(
    List<ParentPage> pages,
    List<OpenParent> complete,
    List<OpenParent> gone,
    long aside,
    ParentsPosition position,
    Known known,
    List<OpenParent> next,
    boolean last) {

  /** The records of all pages, with the keys of their parents. */
  List<?> records(Parents parents) {
    return pages.stream()
        .flatMap(
            each ->
                each.page().orElseThrow().records().stream()
                    .map(record -> parents.withKey(record, each.parent())))
        .collect(Collectors.toList());
  }

  /** How many records the API sent. */
  long fetched() {
    return pages.stream().mapToLong(each -> each.page().orElseThrow().records().size()).sum();
  }

  /** Its parents and their pages, for people. */
  @Override
  public String toString() {
    return pages.stream().map(each -> each.parent().toString()).collect(Collectors.joining(", "));
  }
}
