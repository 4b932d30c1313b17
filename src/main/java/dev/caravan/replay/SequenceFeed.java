package dev.caravan.replay;

import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.PagingException;
import dev.caravan.response.Placement;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code feed: seq}: each response names the cursor after its last change, as CouchDB's {@code
 * _changes} does with {@code last_seq} and {@code pending}.
 *
 * @param records where the changes are
 * @param parameter takes the cursor
 * @param cursor where the response names the next one
 * @param pending where the response says how many changes are left
 * @param more where the response says whether there is more
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
    Response response = received.response(format, records);
    List<?> changes = inOrder(response.records());
    Optional<String> named = cursor.next(response);
    boolean came = !response.rows().isEmpty();
    if (named.isEmpty() && came) {
      throw new PagingException(
          "the feed answers changes and names no cursor at "
              + cursor
              + "; set nextCursor to where it does");
    }
    Optional<String> reached = named.or(poll::cursor);
    boolean more = hasMore(response, came);
    if (more && !came && reached.equals(poll.cursor())) {
      throw new PagingException(
          "the feed says that there is more and answers neither a change nor another cursor at "
              + cursor
              + "; check records, nextCursor, pending and hasMore");
    }
    Optional<Step.Poll> next = more ? Optional.of(Step.Poll.after(reached)) : Optional.empty();
    return new Changes(
        changes,
        inOrder(response.listed()),
        reached,
        next,
        Optional.empty(),
        received.source(response, Optional.empty()));
  }

  private List<?> inOrder(List<?> changes) {
    List<?> ordered = new ArrayList<>(changes);
    if (newestFirst) {
      Collections.reverse(ordered);
    }
    return ordered;
  }

  private boolean hasMore(Response response, boolean came) {
    Optional<Boolean> left = pending.flatMap(at -> at.number(response)).map(count -> count > 0);
    return left.or(() -> more.flatMap(at -> at.flag(response))).orElse(came);
  }
}
