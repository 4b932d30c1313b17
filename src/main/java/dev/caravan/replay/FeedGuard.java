package dev.caravan.replay;

import dev.caravan.pull.paging.JsonPathTo;
import dev.caravan.pull.paging.LoopGuard;
import dev.caravan.pull.paging.PagingException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds feeds that would never end or that go back. For one run, by one thread at a time.
 *
 * @see LoopGuard
 */
public final class FeedGuard {
  /** A number, or one before a dash, as in CouchDB's {@code 12-g1AAAA}. */
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,100})(-.*)?");

  private final JsonPathTo sequence;
  private final LoopGuard loops = new LoopGuard();
  private Optional<BigInteger> newest = Optional.empty();

  FeedGuard(JsonPathTo sequence) {
    this.sequence = sequence;
  }

  /**
   * Looks at a page of a feed.
   *
   * @throws PagingException when the feed stands still, repeats itself or goes back
   */
  public void check(Step.Poll poll, FeedPage page) {
    if (!page.changes().isEmpty()) {
      checkChanges(poll, page);
    }
    page.next().ifPresent(next -> loops.pass(Optional.of(poll.shown()), next.shown()));
  }

  private void checkChanges(Step.Poll poll, FeedPage page) {
    List<?> changes = page.changes();
    if (loops.isRepeat(changes)) {
      throw new PagingException(
          "the feed answers the same "
              + changes.size()
              + " changes twice in a row, now "
              + where(poll));
    }
    if (page.cursor().equals(poll.cursor())) {
      throw new PagingException(
          "the feed stands still: it answers "
              + changes.size()
              + " changes "
              + where(poll)
              + " and names the same cursor as the next one");
    }
    checkNumbers(poll, page);
  }

  private void checkNumbers(Step.Poll poll, FeedPage page) {
    Optional<BigInteger> before = poll.cursor().flatMap(FeedGuard::number);
    Optional<BigInteger> after = page.cursor().flatMap(FeedGuard::number);
    if (before.isPresent() && after.isPresent() && after.get().compareTo(before.get()) < 0) {
      throw new PagingException(
          "the feed goes back: "
              + where(poll)
              + " it names "
              + page.cursor().orElseThrow()
              + " as the next cursor");
    }
    for (Object change : page.changes()) {
      Optional<BigInteger> number =
          sequence.find(change).map(String::valueOf).flatMap(FeedGuard::number);
      if (number.isPresent() && newest.isPresent() && number.get().compareTo(newest.get()) < 0) {
        throw new PagingException(
            "the feed goes back: change %s comes after change %s, %s"
                .formatted(number.get(), newest.get(), where(poll)));
      }
      newest = number.or(() -> newest);
    }
  }

  private static String where(Step.Poll poll) {
    return poll.cursor().map(cursor -> "after cursor " + cursor).orElse("at its beginning");
  }

  private static Optional<BigInteger> number(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.matches() ? Optional.of(new BigInteger(matcher.group(1))) : Optional.empty();
  }
}
