package dev.caravan.pull;

import dev.caravan.pull.end.Rules;
import dev.caravan.pull.watermark.Descent;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.state.Known;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks whether a watermark may pass something for ever: by a filter that does something else, by
 * records without a mark, by an order that is another one, or by a stream that asks for more than
 * it did when it reached the watermark. For the pages of one run, by one thread at a time.
 */
public final class WatermarkWatch {
  /** Of what a watermark is that was reached. */
  private static final String SCOPE = "watermark of ";

  private final Stream stream;
  private final FilterWatch filter;
  private final Optional<Descent> descent;
  private boolean toldUnmarked;

  public WatermarkWatch(Stream stream, boolean wholeScan) {
    this.stream = stream;
    this.filter = new FilterWatch(stream, wholeScan);
    this.descent = stream.watermark().filter(Watermark::newestFirst).map(Descent::new);
  }

  /**
   * Looks at a page before anybody judges what follows from it.
   *
   * @param since the watermark that the scan began at
   * @param warn takes what to say
   * @return what is known of the API then
   */
  public Known before(Page page, Optional<String> since, Known known, Consumer<String> warn) {
    if (page.position().isEmpty()) {
      since.flatMap(mark -> otherScope(mark, known)).ifPresent(warn);
    }
    Optional<String> newer = descent.flatMap(order -> order.broken(page.records()));
    if (newer.isEmpty() || known.places().contains(Rules.MIXED)) {
      return known;
    }
    warn.accept(
        "newestFirst is set, but a page has a record of %s after pages that are older, so the API does not list the newest first; scans do not end at old pages any more and read everything. Ask in path for that order, or leave newestFirst out"
            .formatted(newer.get()));
    return known.with(Set.of(Rules.MIXED));
  }

  /** What the watermark has passed is not asked for again, also where more belongs to it now. */
  private Optional<String> otherScope(String watermark, Known known) {
    return known
        .latest(SCOPE)
        .filter(scope -> !scope.equals(stream.scope()))
        .map(
            any ->
                "what the stream asks for (the API's address, path, body, records or watermark) changed since its watermark %s was reached; what belongs to it only now and is older never comes: to read everything, ./caravan checkpoint reset %s"
                    .formatted(watermark, stream.name()));
  }

  /** Looks at a page of which is known what follows from it. */
  void after(Page page, Optional<String> since, Consumer<String> warn) {
    filter.look(page, since).ifPresent(warn);
    Optional<String> unmarked =
        stream
            .watermark()
            .filter(any -> !toldUnmarked)
            .flatMap(mark -> mark.unmarked(page.records(), since));
    toldUnmarked |= unmarked.isPresent();
    unmarked.ifPresent(warn);
  }

  /** What is known after a complete scan. */
  public Known reached(Known known) {
    return stream.watermark().isPresent() ? known.withLatest(SCOPE, stream.scope()) : known;
  }
}
