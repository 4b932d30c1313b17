package dev.caravan.slices;

import dev.caravan.children.ParentPage;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Known;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Pages of several windows that were fetched at the same time and are written in one transaction.
 *
 * @param pages in the order of their windows, so that what is newer comes later
 * @param changes of the windows with them
 * @param after where the scan stands with them
 * @param known of how the API pages, after them
 * @param next what to fetch next, in this run
 */
record WindowRound(
    List<ParentPage> pages,
    WindowQueue.Changes changes,
    State after,
    Known known,
    List<OpenParent> next)
    implements Fetched {

  /**
   * Where a scan stands.
   *
   * @param position of the checkpoint
   * @param newest mark of all complete windows
   * @param latest no watermark may pass this instant; empty when none is known yet
   * @param mark that the stream's watermark reaches
   * @param end how the scan ended; empty when it goes on
   */
  record State(
      SlicesPosition position,
      Optional<String> newest,
      Optional<Instant> latest,
      Optional<String> mark,
      Optional<End> end) {}

  /** How a scan ended. */
  enum End {
    WHOLE,
    WITHOUT_SOME
  }

  @Override
  public List<?> records() {
    return pages.stream().flatMap(page -> page.page().orElseThrow().records().stream()).toList();
  }

  /** The windows and their pages. */
  @Override
  public Optional<String> position() {
    return Optional.of(windows());
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
    return "windows " + windows();
  }

  private String windows() {
    return pages.stream().map(each -> each.parent().toString()).collect(Collectors.joining(", "));
  }
}
