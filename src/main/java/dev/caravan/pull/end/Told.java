package dev.caravan.pull.end;

import dev.caravan.api.request.Target;
import dev.caravan.pull.paging.Declared;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.pull.paging.Rounds;
import dev.caravan.response.Prints;
import dev.caravan.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a response tells of the scan's end.
 *
 * @param position that was asked for
 * @param proof in what way it was asked for once more; empty when it was not
 * @param rows that the API put on the page
 * @param asked how many rows were asked for; empty when that is not known
 * @param resizable whether fewer could be asked for
 * @param next what the way of paging reads in it
 * @param more whether it says that there is more
 * @param total how many records it says that there are
 * @param pages how many pages it says that there are
 * @param differs whether the page before it was seen, and holds other records
 * @param beside what speaks for the end besides paging
 * @param prints of its rows; before them one of the page, where none is asked for again
 * @param signs of more that nobody declared
 * @param whole whether the scan is for everything that there is
 */
public record Told(
    Optional<String> position,
    Optional<Proof> proof,
    long rows,
    Optional<Long> asked,
    boolean resizable,
    Next next,
    Optional<Boolean> more,
    Optional<Long> total,
    Optional<Long> pages,
    boolean differs,
    Optional<Evidence> beside,
    List<String> prints,
    Signs signs,
    boolean whole) {

  static Told of(
      Rules rules,
      Response response,
      Target target,
      Optional<String> position,
      Optional<Evidence> beside) {
    Declared declared = rules.declared();
    Optional<PageSize> size = PageSize.of(target);
    Optional<Proof> proof = position.flatMap(Proof::parse);
    Optional<String> at = proof.isPresent() ? proof.get().at() : position;
    Next next = rules.pagination().next(response, at);
    Optional<Boolean> more = declared.more().flatMap(place -> place.flag(response));
    // Looked over wherever a scan may end; a page that names the next one is not.
    boolean goesOn = next instanceof Next.At && rules.pagination().place().isPresent();
    return new Told(
        at,
        proof,
        response.rows().size(),
        rules.pageSize() > 0 ? Optional.of(rules.pageSize()) : size.map(PageSize::rows),
        size.isPresent(),
        next,
        more,
        declared.total().flatMap(place -> place.number(response)).filter(Told::isCount),
        declared.lastPage().flatMap(place -> place.number(response)).filter(Told::isCount),
        false,
        beside,
        prints(rules.pagination().again(), at, response.rows()),
        goesOn && more.orElse(true)
            ? Signs.troubles(response, rules::ignores)
            : Signs.of(response, rules::ignores, new Sent(target)::has),
        false);
  }

  /** By a negative number some APIs say that they did not count. */
  private static boolean isCount(long number) {
    return number >= 0;
  }

  private static List<String> prints(Again again, Optional<String> position, List<?> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    if (again == Again.NEVER) {
      all.add(PagePrint.of(position, rows).toString());
    }
    rows.forEach(row -> all.add(Prints.ofRecord(row)));
    return all;
  }

  /** The same as a response that something besides paging ends the scan with. */
  public Told endedBy(Evidence evidence) {
    return with(differs, Optional.of(evidence), whole);
  }

  /** The same, where a page that is wholly old proves nothing. */
  Told withoutOldPage() {
    return with(differs, beside.filter(each -> each != Evidence.OLD_PAGE), whole);
  }

  /** The same as a response that does not repeat the one before it. */
  public Told differing() {
    return with(true, beside, whole);
  }

  /** The same of a scan that asks for everything, or not. */
  public Told ofWhole(boolean everything) {
    return with(differs, beside, everything);
  }

  private Told with(boolean other, Optional<Evidence> evidence, boolean everything) {
    return new Told(
        position,
        proof,
        rows,
        asked,
        resizable,
        next,
        more,
        total,
        pages,
        other,
        evidence,
        prints,
        signs,
        everything);
  }

  /** The same with the position of the next page in another form. */
  public Told withNext(UnaryOperator<String> form) {
    Next other = next instanceof Next.At at ? new Next.At(form.apply(at.at())) : next;
    return new Told(
        position, proof, rows, asked, resizable, other, more, total, pages, differs, beside, prints,
        signs, whole);
  }

  /** Whether as many rows came as were asked for. */
  boolean isFull() {
    return asked.filter(size -> rows >= size).isPresent();
  }

  /** Whether clearly fewer rows came than were asked for. */
  boolean isShort() {
    return asked.filter(size -> rows < size).isPresent() && !isRound();
  }

  /** Whether there may be more rows than came, as far as their number tells. */
  boolean mayBeCut() {
    return mayBeCut(rows);
  }

  /** The same of another page of the scan. */
  boolean mayBeCut(long others) {
    return asked.filter(size -> others >= size).isPresent() || Rounds.isRound(others);
  }

  /** Whether it is a number that servers like to cut at, whatever was asked for. */
  boolean isRound() {
    return Rounds.isRound(rows);
  }

  /** One row less than came of those that were asked for. */
  long fewer() {
    return Math.min(rows, asked.orElse(rows)) - 1;
  }

  boolean isRepeat() {
    return beside.filter(evidence -> evidence == Evidence.REPEATED_PAGE).isPresent();
  }
}
