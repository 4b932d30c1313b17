package dev.caravan.pull.end;

import dev.caravan.api.http.Statuses;
import dev.caravan.api.request.Target;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.response.PagingException;
import dev.caravan.response.Response;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges, response by response, whether a scan goes on, is complete, or ends incomplete. Immutable;
 * what it must remember stands in {@link Walked}, for this scan, and in {@link Known}, for all of
 * the stream.
 *
 * <p>An end is believed from a place that has said before that there is more, and from a response
 * that can hide nothing. Where neither is so the page after it is asked for, or the same page once
 * more and smaller; where that cannot be, the run is incomplete.
 */
public final class EndOfScan {
  private final Rules rules;
  private final Pagination pagination;
  private final Explanation explain;
  private final Seams seams;
  private final RepeatedPages repeats;
  private final Counting counting;
  private final Conclusion conclusion;

  public EndOfScan(Rules rules) {
    this.rules = rules;
    this.pagination = rules.pagination();
    this.explain = new Explanation(rules);
    this.seams = new Seams(pagination);
    this.repeats = new RepeatedPages(pagination);
    this.counting = new Counting(rules);
    this.conclusion = new Conclusion(rules, explain, counting);
  }

  /** What the stream declares. */
  public Rules rules() {
    return rules;
  }

  /** Whether positions are counted, so that a page that repeats the one before it is suspicious. */
  public boolean isNumbered() {
    return pagination.isNumbered();
  }

  /** Whether each response names the next position, so that nothing is known of where it stands. */
  public boolean followsPositions() {
    return pagination.place().isPresent();
  }

  /** Whether a page has the records of the scan's first one, at the same places. */
  public boolean isLikeFirst(Told told, Walked walked) {
    return RepeatedPages.isLikeFirst(told, walked);
  }

  /** Whether records that come again with the next page are to be left out. */
  public boolean leavesOutRepeats() {
    return pagination.again() == Pagination.Again.LEFT_OUT;
  }

  /** Whether the API ends by repeating its last page. */
  public boolean endsByRepeating() {
    return rules.declared().repeatedPageEnds();
  }

  /**
   * Statuses that say that a page is past the last one: those that are declared, and when the page
   * is only asked for to see that there is none, those that APIs use for that.
   */
  public Set<Integer> pastTheEnd(Optional<String> position, boolean proving) {
    // Some APIs take only certain sizes of a page, with which the end is proven.
    boolean smaller = position.flatMap(Proof::parse).filter(Proof::isSmaller).isPresent();
    if (!pagination.isNumbered() && !smaller || position.isEmpty()) {
      return Set.of();
    }
    return proving && rules.declared().endStatus().isEmpty()
        ? Statuses.PAST_THE_END
        : rules.declared().endStatus();
  }

  /** The request for a page, or for the proof that it was the last one. */
  public Target at(Target first, Optional<String> position) {
    return position
        .flatMap(Proof::parse)
        .map(proof -> proof.asked(pagination.at(first, proof.at())))
        .orElseGet(() -> pagination.at(first, position));
  }

  /**
   * What a response tells.
   *
   * @param target the request that it came for
   * @param beside what speaks for the end besides paging
   * @throws PagingException when the response breaks the rules of its way of paging
   */
  public Told tell(
      Response response, Target target, Optional<String> position, Optional<Evidence> beside) {
    if (position.isEmpty()) {
      pagination.requireBeginning(response, target);
    }
    return Told.of(rules, response, target, position, beside);
  }

  /**
   * What follows from a response.
   *
   * @throws dev.caravan.run.IncompleteScanException when the scan cannot go on and nothing proves
   *     its end
   */
  public Verdict judge(Told told, Walked before, Known known) {
    explain.refuse(told);
    rules.requireUncut(told, before, known);
    counting.requirePages(told, before);
    Told trusted = known.places().contains(Rules.MIXED) ? told.withoutOldPage() : told;
    Told seen = trusted.isRepeat() ? trusted : compared(trusted, before);
    return seams
        .back(seen, before, known)
        .orElseGet(() -> seams.settle(judgeJoined(seen, before, known), seen, before, known));
  }

  /** A page that came before may speak for the end, where that is looked at; else it is wrong. */
  private Told compared(Told told, Walked before) {
    if (!repeats.isRepeat(told, before)) {
      return told;
    }
    boolean looked =
        before.proving().isPresent() && pagination.isNumbered() && told.proof().isEmpty();
    if (!looked && !endsByRepeating()) {
      throw RepeatedPages.repeated(told);
    }
    return told.endedBy(Evidence.REPEATED_PAGE);
  }

  private Verdict judgeJoined(Told told, Walked before, Known known) {
    Walked walked = rules.walk(told, before, known);
    Known now = counting.learn(told, before, rules.learn(told, before, walked, known));
    Optional<Claim> claim = Claim.of(rules, told, walked);
    if (claim.isEmpty()) {
      boolean slip = rules.isHollow(told) && told.proof().isEmpty() && before.empty() == 0;
      return slip
          ? Verdict.goOn(
              Proof.again(told.position()).toString(),
              before.proving(Evidence.EMPTY_PAGE.text()),
              known)
          : Verdict.goOn(counting.position(told, now), walked, now);
    }
    if (claim.get().evidence() == Evidence.OLD_PAGE) {
      counting.requireShown(walked, now);
      return Verdict.complete(claim.get(), walked, now, List.of());
    }
    Verdict verdict = conclusion.of(claim.get(), told, walked, before, now);
    // The page of which a smaller one is asked for counts when that came.
    return verdict.next().flatMap(Proof::parse).isPresent()
        ? Verdict.goOn(verdict.next().get(), before.proving(claim.get().evidence().text()), now)
        : verdict;
  }
}
