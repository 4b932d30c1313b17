package dev.caravan.pull;

import dev.caravan.pull.end.Told;
import dev.caravan.pull.end.Verdict;
import dev.caravan.response.Prints;
import dev.caravan.run.fetched.Fetched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One response of a paged API.
 *
 * @param records as they came: usually maps, but an API may send anything
 * @param position where the page stands in the scan, empty for the first
 * @param newestMark the newest watermark on the page, in the API's own form
 * @param source the HTTP response that it came in
 * @param told what it tells of the end of the scan
 * @param verdict what follows from that; empty until the scan has looked at it
 * @param partial whether its records need pieces that come with the next responses
 * @param responses how many pages it is made of, that were asked for at the same time
 */
public record Page(
    List<?> records,
    Optional<String> position,
    Optional<String> newestMark,
    Source source,
    Told told,
    Optional<Verdict> verdict,
    boolean partial,
    long responses)
    implements Fetched {

  /** A page whose records are whole. */
  public Page(
      List<?> records,
      Optional<String> position,
      Optional<String> newestMark,
      Source source,
      Told told,
      Optional<Verdict> verdict) {
    this(records, position, newestMark, source, told, verdict, false, 1);
  }

  /** This page and the next one, as one page at the place of that. */
  Page and(Page next, Optional<String> newest) {
    List<Object> all = new ArrayList<>(records);
    all.addAll(next.records);
    return new Page(
        all,
        next.position,
        newest,
        next.source,
        next.told,
        next.verdict,
        next.partial,
        responses + next.responses);
  }

  /** Whether the scan goes on after this page. */
  @Override
  public boolean hasNext() {
    return next().isPresent();
  }

  @Override
  public long bytes() {
    return source.bytes();
  }

  @Override
  public String described() {
    return source.describe(position);
  }

  /** The position of the page after it, empty at the end of the scan. */
  public Optional<String> next() {
    return judged().next();
  }

  /** What follows from the page. */
  public Verdict judged() {
    return verdict.orElseThrow();
  }

  /** The same page without the records that have some prints. */
  public Page without(Collection<String> prints) {
    List<?> others =
        records.stream().filter(record -> !prints.contains(Prints.ofRecord(record))).toList();
    return with(others, newestMark);
  }

  /** The same page with other records and their newest mark. */
  public Page with(List<?> others, Optional<String> mark) {
    return new Page(others, position, mark, source, told, verdict, partial, responses);
  }

  /** The same page, judged. */
  public Page with(Verdict what) {
    return new Page(
        records, position, newestMark, source, told, Optional.of(what), partial, responses);
  }
}
