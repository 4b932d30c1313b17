package dev.caravan.pull.end;

import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.state.Walked;
import java.util.Optional;

/**
 * That a scan is at its end.
 *
 * @param evidence what speaks for it
 * @param place which place of the response says so, when it must be believed first
 */
record Claim(Evidence evidence, Optional<String> place) {
  /** The claim in a response; empty when nothing in it speaks for the end. */
  public static Optional<Claim> of(Rules rules, Told told, Walked walked) {
    if (told.beside().isPresent()) {
      return told.beside()
          .map(
              evidence ->
                  told.isRepeat()
                      ? new Claim(evidence, Optional.of(Rules.OTHER_PAGE))
                      : certain(evidence));
    }
    if (told.more().filter(more -> !more).isPresent()) {
      return Optional.of(new Claim(Evidence.NO_MORE, Optional.of(rules.moreKey())));
    }
    if (rules.pagination().isNumbered()) {
      if (told.pages().filter(pages -> walked.pages() >= pages).isPresent()) {
        return Optional.of(new Claim(Evidence.LAST_PAGE, Optional.of(rules.lastPageKey())));
      }
      if (told.total().filter(total -> walked.rows() >= total).isPresent()) {
        return Optional.of(new Claim(Evidence.TOTAL, Optional.of(rules.totalKey())));
      }
    }
    return ofPage(rules, told);
  }

  private static Optional<Claim> ofPage(Rules rules, Told told) {
    if (told.next() instanceof Next.End end) {
      boolean named =
          end.evidence() == Evidence.ABSENT_NEXT_POSITION
              || end.evidence() == Evidence.NO_NEXT_POSITION;
      return Optional.of(
          named
              ? new Claim(end.evidence(), Optional.of(rules.placeKey()))
              : certain(end.evidence()));
    }
    if (rules.pagination().isWalk() && told.rows() == 0) {
      return Optional.of(certain(Evidence.EMPTY_PAGE));
    }
    boolean isShort = rules.pagination().isShortPageTheEnd() && told.rows() < rules.pageSize();
    return isShort && told.more().isEmpty()
        ? Optional.of(certain(Evidence.SHORT_PAGE))
        : Optional.empty();
  }

  private static Claim certain(Evidence evidence) {
    return new Claim(evidence, Optional.empty());
  }
}
