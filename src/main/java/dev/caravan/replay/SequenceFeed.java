package dev.caravan.replay;

import dev.caravan.answer.Answer;
import dev.caravan.answer.BodyFormat;
import dev.caravan.answer.JsonPathTo;
import dev.caravan.answer.Locator;
import dev.caravan.answer.PagingException;
import dev.caravan.answer.Placement;
import dev.caravan.answer.Received;
import dev.caravan.api.request.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code feed: seq}: each answer names the cursor after its last change, as CouchDB's {@code
 * _changes} does with {@code last_seq} and {@code pending}.
 *
 * @param records where the changes are
 * @param parameter takes the cursor
 * @param cursor where the answer names the next one
 * @param pending where the answer says how many changes are left
 * @param more where the answer says whether there is more
 * @param newestFirst whether a page lists its newest change first
 */
record SequenceFeed(
    JsonPathTo records,
    BodyFormat format,
    Placement parameter,
    Locator cursor,
    Optional<Locator> pending,
    Optional<Locator> more,
    boolean newestFirst)
    implements FeedKind {

  @Override
  public Target at(Target base, Step.Poll poll) {
    return poll.cursor().map(text -> parameter.putText(base, text)).orElse(base);
  }

  @Override
  public Changes read(Received received, Step.Poll poll, FeedGuard guard) {
    Answer answer = received.answer(format, records);
    List<?> changes = inOrder(answer.records());
    Optional<String> named = cursor.next(answer);
    boolean came = !answer.rows().isEmpty();
    if (named.isEmpty() && came) {
      throw new PagingException(
          "the feed answers changes and names no cursor at "
              + cursor
              + "; set nextCursor to where it does");
    }
    Optional<String> reached = named.or(poll::cursor);
    boolean more = hasMore(answer, came);
    if (more && !came && reached.equals(poll.cursor())) {
      throw new PagingException(
          "the feed says that there is more and answers neither a change nor another cursor at "
              + cursor
              + "; check records, nextCursor, pending and hasMore");
    }
    Optional<Step.Poll> next = more ? Optional.of(Step.Poll.after(reached)) : Optional.empty();
    return new Changes(
        changes,
        inOrder(answer.listed()),
        reached,
        next,
        Optional.empty(),
        received.source(answer, Optional.empty()));
  }

  private List<?> inOrder(List<?> changes) {
    List<?> ordered = new ArrayList<>(changes);
    if (newestFirst) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  private boolean hasMore(Answer answer, boolean came) {
    Optional<Boolean> left = pending.flatMap(at -> at.number(answer)).map(count -> count > 0);
    return left.or(() -> more.flatMap(at -> at.flag(answer))).orElse(came);
  }
}
