package dev.caravan.pull.end;

import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;

/**
 * Weighs what speaks for the end of a scan. A place is believed that said before that there is
 * more; a page that is clearly short, one without rows that was looked at twice, and what two
 * things say of each other.
 */
final class Belief {
  private final Rules rules;

  Belief(Rules rules) {
    this.rules = rules;
  }

  /** Whether a claim may be taken for true, so that nothing need be asked again. */
  boolean isBelieved(Claim claim, Told told, Walked walked, Walked before, Known known) {
    // Where records were pushed on, what came is more than what came once.
    boolean counts = !walked.seam().pushed() || !rules.pagination().isNumbered();
    boolean saysEnd =
        counts && told.signs().sayEnd(walked.rows(), walked.rows() == told.rows())
            || told.next().equals(new Next.End(Evidence.NO_NEXT_POSITION));
    boolean seconded = told.rows() == 0 || told.isShort() || saysEnd;
    boolean saidBefore = claim.place().filter(known.places()::contains).isPresent();
    boolean saidMore = counts && saidBefore;
    boolean goesOn = told.next().position().isPresent();
    boolean mayBeCut =
        told.mayBeCut() && !isBelowFull(told, known) || isAsLargeAsBefore(told, before);
    return switch (claim.evidence()) {
      case SHORT_PAGE -> known.fullPage() >= rules.pageSize() && told.isShort();
      case ABSENT_NEXT_POSITION ->
          seconded || saidMore && !canProve(told) && !maySlip(told) || isUsualAbsence(told);
      case NO_NEXT_POSITION ->
          saidBefore || told.rows() == 0 || !canProve(told) || tellsNoSize(told);
      case NO_MORE ->
          seconded || saidMore && (before.saidMore() || !goesOn || isBelowFull(told, known));
      // A number may be cut at a bound, or be another one; on a full page rows hide behind it.
      case TOTAL ->
          told.rows() == 0
              ? isEmptyBelieved(told, before)
              : !mayBeCut
                  && told.total().filter(total -> total == walked.rows()).isPresent()
                  && (seconded || saidMore);
      case LAST_PAGE -> told.rows() == 0 || !mayBeCut && (seconded || saidMore);
      case REPEATED_PAGE -> saidBefore || saysEnd || isDeclaredRepeat(told, before);
      case EMPTY_PAGE -> isEmptyBelieved(told, before);
      case STATUS -> !refusesSmaller(told, before);
      default -> true;
    };
  }

  /**
   * An API that never gave another page may as well ignore what asks for it. That it repeats its
   * last page must be declared then, and something else must speak for the end of a full one.
   */
  private boolean isDeclaredRepeat(Told told, Walked before) {
    boolean placeSaysSo =
        before.proving().filter(why -> !why.equals(Evidence.SHORT_PAGE.text())).isPresent();
    return rules.declared().repeatedPageEnds()
        && (told.rows() == 0 || told.isShort() || placeSaysSo);
  }

  /** Whether a page without rows that cannot be the last one was not looked at again. */
  boolean isSlip(Claim claim, Told told, Walked before) {
    return told.rows() == 0
        && rules.pagination().isWalk()
        && told.position().isPresent()
        && told.proof().isEmpty()
        && before.empty() == 0
        && claim.evidence() != Evidence.STATUS;
  }

  /** Fewer rows than were asked for, of an API that gives as many. */
  private static boolean isBelowFull(Told told, Known known) {
    return told.asked().filter(size -> told.rows() < size && known.fullPage() >= size).isPresent();
  }

  /** Where nobody knows how large a page is, the one before it tells. */
  private static boolean isAsLargeAsBefore(Told told, Walked before) {
    return told.asked().isEmpty() && told.rows() > 0 && told.rows() == before.lastRows();
  }

  /** A list may end where a page does; more often a response is empty there by a slip. */
  private boolean isEmptyBelieved(Told told, Walked before) {
    return told.rows() > 0
        || !rules.pagination().isWalk()
        || told.position().isEmpty()
        || told.proof().isPresent()
        || before.proving().isPresent()
        || !told.mayBeCut(before.lastRows());
  }

  /** A next position that is missing for once, on a page that is as full as others. */
  static boolean maySlip(Told told) {
    return !told.resizable() && told.mayBeCut() && told.proof().isEmpty();
  }

  /** No next position at a place that never held one, and nobody knows how large a page is. */
  boolean isDoubtful(Claim claim, Told told, Known known) {
    return claim.evidence() == Evidence.NO_NEXT_POSITION
        && told.rows() > 0
        && told.asked().isEmpty()
        && !known.places().contains(rules.placeKey());
  }

  /** More rows than were asked for: the API gives what it likes. */
  private static boolean tellsNoSize(Told told) {
    return told.asked().filter(size -> told.rows() > size).isPresent();
  }

  /** The API takes no such size of a page, which says nothing of what follows. */
  private static boolean refusesSmaller(Told told, Walked before) {
    return told.proof().filter(Proof::isSmaller).isPresent()
        && before.proving().filter(Evidence.ABSENT_NEXT_POSITION.text()::equals).isPresent();
  }

  /** Everybody knows where a Link header is; but one that nobody sends proves nothing. */
  private boolean isUsualAbsence(Told told) {
    return rules.isPlaceStandard() && told.asked().isEmpty() && !told.isRound();
  }

  /** Whether a smaller page can show what the absence of a next position means on a full one. */
  private static boolean canProve(Told told) {
    return told.isFull() && told.resizable() && told.rows() > 1;
  }
}
