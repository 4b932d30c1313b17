package dev.caravan.replay;

import dev.caravan.pull.paging.LoopGuard;
import dev.caravan.response.PagingException;
import dev.caravan.state.Checkpoint;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Finds feeds that would never end, that go back, or that leave something out. A feed may repeat at
 * the beginning of a page what it said before. For one run, by one thread at a time.
 *
 * @see LoopGuard
 */
public final class FeedGuard {
  private final Numbering numbering;
  private final LoopGuard loops = new LoopGuard();
  private Optional<Checkpoint.Numbers> known;

  /**
   * Begins a run.
   *
   * @param known the numbers of the changes that came before
   */
  FeedGuard(Numbering numbering, Optional<Checkpoint.Numbers> known) {
    this.numbering = numbering;
    this.known = known;
  }

  /** How many changes of a page came before, as far as their numbers tell. */
  int repeated(List<?> changes) {
    return known.map(numbers -> numbering.upTo(numbers.newest(), changes)).orElse(0);
  }

  /**
   * Looks at a page of a feed.
   *
   * @return the page with the numbers so far; the last one for now, when it only says again what
   *     the feed said last
   * @throws PagingException when the feed stands still, repeats itself or goes back
   */
  public FeedPage check(Step.Poll poll, FeedPage page) {
    requireForward(poll, page);
    FeedPage looked = page;
    if (!page.changes().isEmpty()) {
      looked = isNewestAgain(poll, page) ? page.asLast() : page;
      requireNews(poll, looked);
    }
    looked.next().ifPresent(next -> loops.pass(Optional.of(poll.shown()), next.shown()));
    return numbered(poll, looked);
  }

  private static void requireForward(Step.Poll poll, FeedPage page) {
    Optional<BigDecimal> before = poll.cursor().flatMap(Numbering::of);
    Optional<BigDecimal> after = page.cursor().flatMap(Numbering::of);
    if (before.isPresent() && after.isPresent() && after.get().compareTo(before.get()) < 0) {
      throw goesBack(
          "%s it names %s as the next cursor%s"
              .formatted(
                  where(poll),
                  page.cursor().orElseThrow(),
                  page.changes().isEmpty()
                      ? "; if that is just how this API answers when there is nothing new, set"
                          + " nextCursor to a place within the last change"
                      : ""));
    }
  }

  /**
   * A feed that begins each page with the change of the cursor has no more, and says so like that.
   */
  private boolean isNewestAgain(Step.Poll poll, FeedPage page) {
    return known.isPresent()
        && page.cursor().equals(poll.cursor())
        && numbering.areAll(known.get().newest(), page.changes());
  }

  /**
   * What the response itself calls its end may hold what came before; where it goes on it may not.
   */
  private void requireNews(Step.Poll poll, FeedPage page) {
    boolean again = loops.isRepeat(page.changes());
    if (!page.hasNext()) {
      return;
    }
    String changes = page.changes().size() + " changes";
    if (again) {
      throw new PagingException(
          "the feed answers the same %s twice in a row, now %s".formatted(changes, where(poll)));
    }
    if (page.cursor().equals(poll.cursor())) {
      throw new PagingException(
          "the feed stands still: it answers %s %s and names the same cursor as the next one; check cursorParam and nextCursor, and if it repeats its last changes when there is nothing new, set hasMore or pending to where it says so"
              .formatted(changes, where(poll)));
    }
  }

  private FeedPage numbered(Step.Poll poll, FeedPage page) {
    Numbering.Seen seen = numbering.see(known, page.changes());
    seen.back()
        .ifPresent(
            back -> {
              throw goesBack(back + ", " + where(poll));
            });
    known = seen.numbers();
    return page.numbered(known, seen.gap());
  }

  private static PagingException goesBack(String how) {
    return new PagingException(
        "the feed goes back: %s. If its source was restored from a backup, its numbers mean other changes now: read everything again by ./caravan checkpoint reset, with start: snapshot if what is gone must be deleted"
            .formatted(how));
  }

  private static String where(Step.Poll poll) {
    return poll.cursor().map(cursor -> "after cursor " + cursor).orElse("at its beginning");
  }
}
