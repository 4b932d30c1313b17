package dev.caravan.pull.end;

import dev.caravan.pull.paging.Rounds;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;

/** What a list that is right may look like, and one that was cut looks like, too. */
final class Doubts {
  private static final Sign SIZE = new Sign("pageSize", "", Sign.Kind.COUNT);
  private static final Sign BOUND = new Sign("bound", "", Sign.Kind.COUNT);

  private static final Sign ONE_PAGE = new Sign("onePage", "", Sign.Kind.COUNT);

  /** Up to here a total that APIs tell is one that they counted. */
  private static final long COUNTED = 10_000;

  private Doubts() {}

  static List<String> of(Rules rules, Told told, Walked walked, Known known) {
    List<String> doubts = new ArrayList<>();
    boolean single = rules.pagination().isSingle();
    boolean saysEnd = told.signs().sayEnd(walked.rows(), false);
    if (told.signs().doubt("connection", "close")) {
      doubts.add(
          "the response ended with its connection, and lines say nothing of how many they are, so"
              + " that it may be cut; if this server answers so, set ignoreSigns: connection");
    }
    if (single && told.signs().doubt("status", "206")) {
      doubts.add(
          "the response has status 206, so that it is a part of the list; set pagination to how"
              + " this API goes on, or ignoreSigns: status");
    }
    // The lists of many parents have every number of records.
    if (single
        && told.whole()
        && !told.isFull()
        && !saysEnd
        && Rounds.isUsualPage(told.rows())
        && !rules.ignores(SIZE)) {
      doubts.add(
          "%d records came, a number at which many APIs cut a list; if there are more, set pagination to how this API goes on, else ignoreSigns: %s"
              .formatted(told.rows(), SIZE.name()));
    }
    if (rules.pagination().isNumbered()
        && isBound(told, walked, saysEnd)
        && !rules.ignores(BOUND)) {
      doubts.add(
          "%d records came, a number at which many APIs end a list however long it is; if there are more, ask for them in parts, by watermarkParam or a filter in path, else set ignoreSigns: %s"
              .formatted(walked.rows(), BOUND.name()));
    }
    if (isOnePage(rules, told, walked, known) && !saysEnd && !rules.ignores(ONE_PAGE)) {
      doubts.add(
          "%d records came on the first page, which was full, and this API never gave a second one; if there are more, %s counts something else, such as pages in place of records: see what the documentation of the API says, else set ignoreSigns: %s"
              .formatted(walked.rows(), rules.pagination().parameterName(), ONE_PAGE.name()));
    }
    return doubts;
  }

  private static boolean isOnePage(Rules rules, Told told, Walked walked, Known known) {
    long rows = walked.rows();
    boolean full =
        told.asked().filter(size -> rows >= size).isPresent() || Rounds.isUsualPage(rows);
    boolean counted =
        told.more().isPresent() || walked.lastTotal().filter(total -> total == rows).isPresent();
    return rules.pagination().isNumbered()
        && rows > 0
        && full
        && !counted
        && !known.places().contains(Rules.OTHER_PAGE);
  }

  private static boolean isBound(Told told, Walked walked, boolean saysEnd) {
    long rows = walked.rows();
    boolean counted =
        saysEnd
            || told.more().isPresent()
            || walked.lastTotal().filter(total -> total == rows).isPresent();
    return Rounds.isUsualBound(rows) && (!counted || rows >= COUNTED && told.more().isEmpty());
  }
}
