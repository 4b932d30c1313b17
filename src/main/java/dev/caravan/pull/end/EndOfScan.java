package dev.caravan.pull.end;

import dev.caravan.pull.paging.Answer;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.PagingException;
import dev.caravan.pull.paging.Target;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges, answer by answer, whether a scan goes on, is complete, or ends incomplete. Immutable;
 * what it must remember stands in {@link Walked}, for this scan, and in {@link Known}, for all of
 * the stream.
 *
 * <p>An end is believed from a place that has said before that there is more, and from an answer
 * that can hide nothing. Where neither is so the page after it is asked for, or the same page once
 * more and smaller; where that cannot be, the run is incomplete.
 */
public final class EndOfScan {
  /** Pages without rows in a row, where something says that more follows. */
  private static final int MOST_EMPTY = 10;

  /** Not found, bad request, range not satisfiable, unprocessable content: RFC 9110, 15.5. */
  private static final Set<Integer> PAST_THE_END = Set.of(400, 404, 416, 422);

  private final Rules rules;
  private final Pagination pagination;
  private final Explanation explain;
  private final Seams seams;

  public EndOfScan(Rules rules) {
    this.rules = rules;
    this.pagination = rules.pagination();
    this.explain = new Explanation(rules);
    this.seams = new Seams(pagination);
  }

  /** Whether positions are counted, so that a page that repeats the one before it is suspicious. */
  public boolean isNumbered() {
    return pagination.isNumbered();
  }

  /** Where the number of a page goes, for people. */
  public String parameter() {
    return pagination.parameterName();
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
    if (!pagination.isNumbered() || position.isEmpty()) {
      return Set.of();
    }
    return proving && rules.declared().endStatus().isEmpty()
        ? PAST_THE_END
        : rules.declared().endStatus();
  }

  /** The request for a page, or for the proof that it was the last one. */
  public Target at(Target first, Optional<String> position) {
    Optional<Proof> proof = position.flatMap(Proof::parse);
    if (proof.isEmpty()) {
      return pagination.at(first, position);
    }
    Target page = pagination.at(first, proof.get().at());
    return PageSize.of(page).orElseThrow().put(page, proof.get().size());
  }

  /**
   * What an answer tells.
   *
   * @param target the request that it came for
   * @param beside what speaks for the end besides paging
   * @throws PagingException when the answer breaks the rules of its way of paging
   */
  public Told tell(
      Answer answer, Target target, Optional<String> position, Optional<Evidence> beside) {
    if (position.isEmpty()) {
      pagination.requireBeginning(answer, target);
    }
    return Told.of(rules, answer, target, position, beside);
  }

  /**
   * What follows from an answer.
   *
   * @throws IncompleteScanException when the scan cannot go on and nothing proves its end
   * @throws PagingException when the answer breaks the rules of its way of paging
   */
  public Verdict judge(Told told, Walked before, Known known) {
    rules.requireUncut(told, known);
    Told seen = told.isRepeat() ? told : compared(told, before);
    return seams
        .back(seen, before, known)
        .orElseGet(() -> seams.settle(judgeJoined(seen, before, known)));
  }

  /** A page that came before may speak for the end, where that is looked at; else it is wrong. */
  private Told compared(Told told, Walked before) {
    if (!seams.isRepeat(told, before)) {
      return told;
    }
    if (before.proving().isEmpty() && !endsByRepeating()) {
      throw Seams.repeated(told);
    }
    return told.endedBy(Evidence.REPEATED_PAGE);
  }

  private Verdict judgeJoined(Told told, Walked before, Known known) {
    Walked walked = rules.walk(told, before);
    Known now = rules.learn(told, walked, known);
    Optional<Claim> claim = Claim.of(rules, told, walked);
    if (claim.isEmpty()) {
      return goOn(position(told), walked, now);
    }
    if (claim.get().evidence() == Evidence.OLD_PAGE) {
      return complete(claim.get(), walked, now, List.of());
    }
    Verdict verdict = decide(claim.get(), told, walked, before, now);
    // The page of which a smaller one is asked for counts when that came.
    return verdict.next().flatMap(Proof::parse).isPresent()
        ? goOn(verdict.next().get(), before.proving(claim.get().evidence().text()), now)
        : verdict;
  }

  private Verdict decide(Claim claim, Told told, Walked walked, Walked before, Known known) {
    Optional<String> against = rules.saysMore(told, walked);
    if (against.isPresent()) {
      return goOnAgainst(claim, against.get(), told, walked, known);
    }
    boolean believed =
        isBelieved(claim, told, walked, known) || told.isRepeat() && before.proving().isPresent();
    if (!believed && !told.isRepeat() && told.next().position().isPresent()) {
      return proving(claim, told.next().position().get(), walked, known);
    }
    Optional<Sign> sign = told.signs().more(told.more().filter(more -> !more).isPresent());
    if (sign.isPresent() && claim.evidence() != Evidence.STATUS) {
      throw explain.sign(claim, sign.get(), walked);
    }
    if (!believed) {
      return prove(claim, told, walked, known);
    }
    if (walked.rows() == 0 && !known.places().contains(rules.recordsKey())) {
      told.signs()
          .otherList()
          .ifPresent(
              list -> {
                throw explain.otherList(list);
              });
    }
    return complete(claim, walked, known, explain.notes(told, walked, known));
  }

  /** Something says that more follows, so a walk goes on, past some empty pages, too. */
  private Verdict goOnAgainst(Claim claim, String against, Told told, Walked walked, Known known) {
    Optional<String> next =
        told.rows() == 0
            ? pagination.past(told.position(), told.asked().orElse(0L))
            : told.next().position().filter(any -> pagination.isWalk());
    boolean refused =
        claim.evidence() == Evidence.STATUS || claim.evidence() == Evidence.REPEATED_PAGE;
    if (refused || next.isEmpty() || walked.empty() > MOST_EMPTY) {
      throw explain.contradiction(claim, against, walked);
    }
    return proving(claim, next.get(), walked, known);
  }

  private boolean isBelieved(Claim claim, Told told, Walked walked, Known known) {
    // Where records were pushed on, what came is more than what came once.
    boolean counts = !walked.seam().pushed() || !pagination.isNumbered();
    boolean seconded =
        told.rows() == 0
            || told.isShort()
            || counts && told.signs().sayEnd(walked.rows())
            || told.next().equals(new Next.End(Evidence.NO_NEXT_POSITION));
    boolean saidMore = counts && claim.place().filter(known.places()::contains).isPresent();
    return switch (claim.evidence()) {
      case SHORT_PAGE -> known.fullPage() >= rules.pageSize();
      case ABSENT_NEXT_POSITION -> seconded || saidMore && !canProve(told) || isUsualAbsence(told);
      case NO_MORE, LAST_PAGE, TOTAL, REPEATED_PAGE -> seconded || saidMore;
      default -> true;
    };
  }

  /** Everybody knows where a Link header is; but one that nobody sends proves nothing. */
  private boolean isUsualAbsence(Told told) {
    return rules.isPlaceStandard() && told.asked().isEmpty() && !told.isRound();
  }

  /** Whether a smaller page can show what the absence of a next position means on a full one. */
  private static boolean canProve(Told told) {
    return told.isFull() && told.resizable() && told.rows() > 1;
  }

  private Verdict prove(Claim claim, Told told, Walked walked, Known known) {
    Optional<Proof> proof = told.position().flatMap(Proof::parse);
    if (proof.isPresent()) {
      throw explain.disproved(proof.get(), told, walked);
    }
    if (claim.evidence() == Evidence.ABSENT_NEXT_POSITION && told.resizable() && told.rows() > 1) {
      return proving(claim, new Proof(told.fewer(), told.position()).toString(), walked, known);
    }
    throw explain.neverFound(claim, told, walked);
  }

  private String position(Told told) {
    if (told.next() instanceof Next.Stuck stuck) {
      throw new PagingException(stuck.why());
    }
    return told.next().position().orElseThrow();
  }

  private static Verdict goOn(String next, Walked walked, Known known) {
    return new Verdict(Optional.of(next), Optional.empty(), walked, known, List.of());
  }

  private static Verdict proving(Claim claim, String next, Walked walked, Known known) {
    return goOn(next, walked.proving(claim.evidence().text()), known);
  }

  private static Verdict complete(Claim claim, Walked walked, Known known, List<String> notes) {
    return new Verdict(Optional.empty(), Optional.of(claim.evidence()), walked, known, notes);
  }
}
