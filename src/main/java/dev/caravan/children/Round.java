package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Known;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Pages of several parents that were fetched at the same time and are written in one transaction.
 *
 * @param records of all pages, with the keys of their parents
 * @param pages with the parent as it was when its page was asked for
 * @param complete parents whose last page is among them, with their new watermark
 * @param gone parents that the API does not know
 * @param aside how many parents were set aside with it
 * @param after where the scan stands with them
 * @param known of how the API pages, after them
 * @param next what to fetch next, in this run
 * @param last whether the scan is complete with them
 */
record Round(
    List<?> records,
    List<ParentPage> pages,
    List<OpenParent> complete,
    List<OpenParent> gone,
    long aside,
    ParentsPosition after,
    Known known,
    List<OpenParent> next,
    boolean last)
    implements Fetched {

  /** The parents and their pages. */
  @Override
  public Optional<String> position() {
    return Optional.of(parents());
  }

  @Override
  public boolean hasNext() {
    return !next.isEmpty();
  }

  @Override
  public long responses() {
    return pages.size();
  }

  @Override
  public String described() {
    return "parents " + parents();
  }

  private String parents() {
    return pages.stream().map(each -> each.parent().toString()).collect(Collectors.joining(", "));
  }
}
