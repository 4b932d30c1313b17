package dev.caravan.pull.end;

import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.Optional;

/**
 * What follows when something speaks for the end of a scan: it is complete, or one more request
 * looks whether it is, or it is incomplete.
 */
final class Conclusion {
  /** Pages without rows in a row, where something says that more follows. */
  private static final int MOST_EMPTY = 10;

  private final Rules rules;
  private final Pagination pagination;
  private final Explanation explain;
  private final Counting counting;
  private final Belief belief;

  Conclusion(Rules rules, Explanation explain, Counting counting) {
    this.rules = rules;
    this.pagination = rules.pagination();
    this.explain = explain;
    this.counting = counting;
    this.belief = new Belief(rules);
  }

  /**
   * What follows from a claim.
   *
   * @throws IncompleteScanException when it is not to be believed and nothing can prove it
   */
  Verdict of(Claim claim, Told told, Walked walked, Walked before, Known known) {
    Optional<String> against = rules.saysMore(told, walked);
    if (against.isPresent()) {
      return belief.isSlip(claim, told, before)
          ? proving(claim, again(told), walked, known)
          : goOnAgainst(claim, against.get(), told, walked, known);
    }
    boolean believed = belief.isBelieved(claim, told, walked, before, known);
    if (!believed && told.rows() == 0 && pagination.isWalk()) {
      return proving(claim, again(told), walked, known);
    }
    Optional<String> next = counting.next(told, known);
    if (!believed && !told.isRepeat() && next.isPresent()) {
      return proving(claim, next.get(), walked, known);
    }
    Optional<Sign> sign = told.signs().more(told.more().filter(more -> !more).isPresent());
    if (sign.isPresent() && claim.evidence() != Evidence.STATUS) {
      throw explain.sign(claim, sign.get(), walked);
    }
    Optional<Sign> perhaps =
        told.signs().perhapsMore().filter(any -> belief.isDoubtful(claim, told, known));
    if (perhaps.isPresent()) {
      throw explain.sign(claim, perhaps.get(), walked);
    }
    if (!believed) {
      return prove(claim, told, walked, known);
    }
    counting.requireShown(walked, known);
    if (walked.rows() == 0 && !known.places().contains(rules.recordsKey())) {
      told.signs()
          .otherList()
          .ifPresent(
              list -> {
                throw explain.otherList(list);
              });
    }
    return Verdict.complete(claim, walked, known, explain.notes(told, walked, known));
  }

  /** Something says that more follows, so a walk goes on, past some empty pages, too. */
  private Verdict goOnAgainst(Claim claim, String against, Told told, Walked walked, Known known) {
    Optional<String> next =
        told.rows() == 0
            ? pagination.past(told.position(), told.asked().orElse(0L))
            : counting.next(told, known).filter(any -> pagination.isWalk());
    boolean refused =
        claim.evidence() == Evidence.STATUS || claim.evidence() == Evidence.REPEATED_PAGE;
    if (refused || next.isEmpty() || walked.empty() > MOST_EMPTY) {
      throw explain.contradiction(claim, against, walked);
    }
    return proving(claim, next.get(), walked, known);
  }

  private static String again(Told told) {
    return Proof.again(told.position()).toString();
  }

  private Verdict prove(Claim claim, Told told, Walked walked, Known known) {
    Counting.requireWay(told);
    if (told.proof().isPresent()) {
      throw explain.disproved(told.proof().get(), told, walked);
    }
    boolean absent = claim.evidence() == Evidence.ABSENT_NEXT_POSITION;
    boolean named = absent || claim.evidence() == Evidence.NO_NEXT_POSITION;
    if (absent && Belief.maySlip(told) && known.places().contains(rules.placeKey())) {
      return proving(claim, again(told), walked, known);
    }
    if (named && told.resizable() && told.rows() > 1) {
      return proving(claim, new Proof(told.fewer(), told.position()).toString(), walked, known);
    }
    throw explain.neverFound(claim, told, walked);
  }

  private static Verdict proving(Claim claim, String next, Walked walked, Known known) {
    return Verdict.goOn(next, walked.proving(claim.evidence().text()), known);
  }
}
