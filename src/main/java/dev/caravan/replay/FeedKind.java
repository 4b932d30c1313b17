package dev.caravan.replay;

import dev.caravan.api.request.Target;
import dev.caravan.response.Received;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a feed is asked and what its responses mean. Immutable. */
sealed interface FeedKind permits SequenceFeed, EventList, NumberedLog, EventStream {
  /** Where to ask. */
  Target at(Target base, Step.Poll poll);

  /**
   * What came.
   *
   * @param guard knows what came before
   * @throws ExpiredCursorException when the response shows that the feed no longer has what comes
   *     next
   * @throws dev.caravan.response.PagingException when the feed does not go on as declared
   */
  Changes read(Received received, Step.Poll poll, FeedGuard guard);

  /**
   * Some changes.
   *
   * @param list oldest first
   * @param listed the same with what a filter in {@code records} left out
   * @param cursor after the last of them; without any, where the response says that the feed is
   * @param next the poll after this one; empty when there is no more for now
   * @param pause the time that the feed asks to wait before the next poll
   * @param source the HTTP response
   */
  record Changes(
      List<?> list,
      List<?> listed,
      Optional<String> cursor,
      Optional<Step.Poll> next,
      Optional<Duration> pause,
      FeedPage.Source source) {}
}
