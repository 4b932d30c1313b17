package dev.caravan.pull.end;

import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.run.MovingListException;
import dev.caravan.state.Known;
import dev.caravan.state.Seam;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether pages join. A list whose records go while a scan walks moves to the front, and some
 * of it past the border of two pages. Where pages overlap, the records of the page before must come
 * again, or the scan steps back until they do. Elsewhere a total that fell is what can be seen of
 * it, and the scan begins again.
 */
final class Seams {
  /** How often a scan begins again for that before it is given up as incomplete. */
  private static final int MOST_AGAIN = 3;

  private final Pagination pagination;

  Seams(Pagination pagination) {
    this.pagination = pagination;
  }

  /**
   * Where to go when a page does not join the one before it; empty when it does.
   *
   * @throws MovingListException when that does not end
   */
  Optional<Verdict> back(Told told, Walked before, Known known) {
    return pagination.again() != Again.MUST || joins(told, before)
        ? Optional.empty()
        : Optional.of(stepBack(told, before, known));
  }

  private Verdict stepBack(Told told, Walked before, Known known) {
    Seam seam = before.seam();
    String position = pagination.back(told.position().orElseThrow(), seam.backs()).orElseThrow();
    return pagination.start().filter(position::equals).isPresent()
        ? again(before, known, List.of(), "no page joined the one before it")
        : Verdict.goOn(position, before.with(seam.steppedBack(before.reach())), known, List.of());
  }

  private boolean joins(Told told, Walked before) {
    Border border = Border.of(pagination, told, before, before.seam().last());
    return border.isNone()
        || told.position().equals(pagination.start())
        || border.isJoined() && (told.proof().isPresent() || !border.isBehind());
  }

  private boolean isReached(Told told, Walked before) {
    return told.proof().isPresent()
        || told.position().equals(pagination.start())
        || Border.of(pagination, told, before, before.seam().front()).isReached();
  }

  /**
   * What follows in place of an end at a page that does not join the one before it, or of a scan
   * during which records may have slipped between pages.
   *
   * @throws MovingListException when it began again often enough
   */
  Verdict settle(Verdict verdict, Told told, Walked before, Known known) {
    boolean ends = verdict.next().filter(next -> Proof.parse(next).isEmpty()).isEmpty();
    if (ends && pagination.again() == Again.MUST && !isReached(told, before)) {
      return stepBack(told, before, known);
    }
    Walked walked = verdict.walked();
    Optional<String> lacking = lacking(verdict, walked);
    if (lacking.isPresent()) {
      return again(walked, verdict.known(), verdict.notes(), lacking.get());
    }
    boolean slipped =
        verdict.next().isEmpty()
            && pagination.isNumbered()
            && pagination.again() == Again.NEVER
            && walked.seam().fell();
    return slipped
        ? again(walked, verdict.known(), verdict.notes(), "the total fell during the scan")
        : verdict;
  }

  /**
   * What says that fewer records came than there are, at an end to which all pages joined: records
   * that moved to the front, or an answer to another request.
   */
  private Optional<String> lacking(Verdict verdict, Walked walked) {
    long came = walked.seam().came();
    boolean counts =
        verdict.proof().filter(proof -> proof != Evidence.OLD_PAGE).isPresent()
            && pagination.again() == Again.MUST
            && walked.rows() >= 0
            && came >= 0;
    return walked
        .lastTotal()
        .map(last -> Math.min(last, walked.firstTotal().orElse(last)))
        .filter(total -> counts && came < total)
        .map(total -> "only %d of the %d records that total says came".formatted(came, total));
  }

  private Verdict again(Walked walked, Known known, List<String> notes, String why) {
    Seam seam = walked.seam().begunAgain();
    if (seam.again() > MOST_AGAIN) {
      throw new MovingListException(
          "incomplete: "
              + why
              + ", and so it was each of the "
              + MOST_AGAIN
              + " times that the scan began again: records move past the borders of pages while it"
              + " walks, and some may be missing. Page by cursor or keyset where the API can; else"
              + " ask in path for an order in which records keep their place, and set overlap where"
              + " it pages by offset. The next run begins anew");
    }
    List<String> all = new ArrayList<>(notes);
    all.add(why + ", so records may have slipped past the border of two pages; it began again");
    return Verdict.goOn(pagination.start().orElseThrow(), Walked.NOTHING.with(seam), known, all);
  }
}
