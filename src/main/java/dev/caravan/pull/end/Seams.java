package dev.caravan.pull.end;

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
    return isFirst(told, before)
        || told.prints().stream()
                .limit(asked(told, before))
                .anyMatch(before.seam().last()::contains)
            && !isBehind(told, before);
  }

  private boolean isFirst(Told told, Walked before) {
    return asked(told, before) <= 0
        || before.seam().last().isEmpty()
        || told.position().equals(pagination.start());
  }

  /** How many records of the pages before were asked for once more. */
  private long asked(Told told, Walked before) {
    return before.reach() - pagination.begin(before.reach(), told.position());
  }

  /** Nothing but records that came long before the border: the page of another request. */
  private boolean isBehind(Told told, Walked before) {
    return before.seam().last().containsAll(told.prints()) && isApart(told, before);
  }

  /**
   * None of the records that were asked for once more. Those that came in front may have pushed
   * them on to the next page, so it tells nothing while a scan goes on.
   */
  private boolean isApart(Told told, Walked before) {
    int asked = (int) Math.min(asked(told, before), PageMemory.ROWS);
    return told.proof().isEmpty()
        && !isFirst(told, before)
        && PageMemory.latest(before.seam().last(), asked).stream()
            .noneMatch(told.prints()::contains);
  }

  /**
   * What follows in place of an end at a page that does not join the one before it, or of a scan
   * during which records may have slipped between pages.
   *
   * @throws MovingListException when it began again often enough
   */
  Verdict settle(Verdict verdict, Told told, Walked before, Known known) {
    boolean ends = verdict.next().filter(next -> Proof.parse(next).isEmpty()).isEmpty();
    if (ends && pagination.again() == Again.MUST && isApart(told, before)) {
      return stepBack(told, before, known);
    }
    Walked walked = verdict.walked();
    boolean slipped =
        verdict.next().isEmpty()
            && pagination.isNumbered()
            && pagination.again() == Again.NEVER
            && walked.seam().fell();
    return slipped
        ? again(walked, verdict.known(), verdict.notes(), "the total fell during the scan")
        : verdict;
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
