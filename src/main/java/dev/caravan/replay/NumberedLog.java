package dev.caravan.replay;

import dev.caravan.answer.Answer;
import dev.caravan.answer.BodyFormat;
import dev.caravan.answer.JsonPathTo;
import dev.caravan.answer.Locator;
import dev.caravan.answer.PagingException;
import dev.caravan.answer.Placement;
import dev.caravan.answer.Received;
import dev.caravan.api.request.Target;
import java.util.List;
import java.util.Optional;

/**
 * {@code feed: offset}: the changes are numbered from 0 on and the cursor is the number of the next
 * one: what the answer names, else the number asked for and as many as came that had not come.
 *
 * @param records where the changes are
 * @param parameter takes the offset
 * @param named where the answer names the next offset
 * @param more where the answer says whether there is more
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
    // An answer that names the next offset may begin where the log still has something.
    return named.isPresent() && poll.cursor().isEmpty()
        ? base
        : parameter.put(base, poll.cursor().orElse("0"));
  }

  @Override
  public Changes read(Received received, Step.Poll poll, FeedGuard guard) {
    Answer answer = received.answer(format, records);
    // What the API paged, not what of it records keeps, moves the cursor.
    List<?> rows = answer.rows();
    int fresh = rows.size() - guard.repeated(answer.listed());
    Optional<String> reached =
        rows.isEmpty()
            ? named.flatMap(at -> at.next(answer)).or(poll::cursor)
            : Optional.of(next(answer, poll, fresh));
    boolean goesOn = !rows.isEmpty() && more.flatMap(at -> at.flag(answer)).orElse(true);
    return new Changes(
        answer.records(),
        answer.listed(),
        reached,
        goesOn ? Optional.of(Step.Poll.after(reached)) : Optional.empty(),
        Optional.empty(),
        received.source(answer, Optional.empty()));
  }

  private String next(Answer answer, Step.Poll poll, int rows) {
    if (named.isPresent()) {
      return named
          .get()
          .next(answer)
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
