package dev.caravan.replay;

import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.PagingException;
import dev.caravan.response.Placement;
import dev.caravan.response.Received;
import dev.caravan.response.Response;
import java.util.List;
import java.util.Optional;

/**
 * {@code feed: offset}: the changes are numbered from 0 on and the cursor is the number of the next
 * one: what the response names, else the number asked for and as many as came that had not come.
 *
 * @param records where the changes are
 * @param parameter takes the offset
 * @param named where the response names the next offset
 * @param more where the response says whether there is more
 */
record NumberedLog(
    JsonPathTo records,
    BodyFormat format,
    Placement parameter,
    Optional<Locator> named,
    Optional<Locator> more)
    implements FeedKind {

  @Override
  public Target at(Target base, Step.Poll poll) {
    // A response that names the next offset may begin where the log still has something.
    return named.isPresent() && poll.cursor().isEmpty()
        ? base
        : parameter.put(base, poll.cursor().orElse("0"));
  }

  @Override
  public Changes read(Received received, Step.Poll poll, FeedGuard guard) {
    Response response = received.response(format, records);
    // What the API paged, not what of it records keeps, moves the cursor.
    List<?> rows = response.rows();
    int fresh = rows.size() - guard.repeated(response.listed());
    Optional<String> reached =
        rows.isEmpty()
            ? named.flatMap(at -> at.next(response)).or(poll::cursor)
            : Optional.of(next(response, poll, fresh));
    boolean goesOn = !rows.isEmpty() && more.flatMap(at -> at.flag(response)).orElse(true);
    return new Changes(
        response.records(),
        response.listed(),
        reached,
        goesOn ? Optional.of(Step.Poll.after(reached)) : Optional.empty(),
        Optional.empty(),
        received.source(response, Optional.empty()));
  }

  private String next(Response response, Step.Poll poll, int rows) {
    if (named.isPresent()) {
      return named
          .get()
          .next(response)
          .orElseThrow(
              () ->
                  new PagingException(
                      "the feed names no next offset at "
                          + named.get()
                          + "; leave nextCursor out to count what came"));
    }
    String offset = poll.cursor().orElse("0");
    if (!offset.matches("\\d{1,18}")) {
      throw new PagingException(
          "cursor '" + offset + "' is no offset; reset it by ./caravan checkpoint set");
    }
    return String.valueOf(Long.parseLong(offset) + rows);
  }
}
