package dev.caravan.run;

import dev.caravan.pull.Page;
import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.pull.Stream;
import dev.caravan.pull.paging.PagingException;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of a stream that is one scan, page after page. */
public final class PullRun extends Run {
  private static final Logger LOG = LoggerFactory.getLogger(PullRun.class);

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private Optional<Long> knownTotal = Optional.empty();
  private boolean resumed;
  private ScanGuard guard;
  private Instant scanStarted;
  private long requested;

  PullRun(String id, Stream stream, Checkpoint checkpoint, Instant now) {
    super(id, stream, checkpoint, now);
    this.guard = new ScanGuard(stream);
    this.resumed = checkpoint.position().isPresent();
    this.scanStarted = checkpoint().scan().map(Checkpoint.Scan::started).orElse(now);
  }

  /** The run of an exchange. */
  static PullRun of(Exchange exchange) {
    return (PullRun)
        find(exchange).orElseThrow(() -> new IllegalStateException("no run on the exchange"));
  }

  @Override
  void begin(Exchange exchange) {
    LOG.info("{}: starts at page {}", this, checkpoint().position().orElse("first"));
    request(checkpoint().position(), exchange);
  }

  /** Makes a page the next request of an exchange. */
  void request(Optional<String> position, Exchange exchange) {
    requested++;
    String shown = position.orElse("first");
    ScanBounds bounds = new ScanBounds(checkpoint().watermark(), scanStarted);
    new PageRequest(stream(), bounds, position).putOn(exchange, origin(shown));
  }

  /** Whether this run may fetch the page after a page. */
  boolean goesOnAfter(Page page) {
    return page.hasNext() && requested < stream().maxPages();
  }

  /** Goes on after a page; fails when the scan was at that position before. */
  void requestAfter(Page page, Exchange exchange) {
    guard.pass(page);
    request(page.next(), exchange);
  }

  /**
   * Looks at a page that was just fetched.
   *
   * @return the page, or the page as the last one of its scan
   * @throws PagingException when going on would repeat pages for ever
   * @throws IllegalStateException when a scan's first page shows that the watermark is not set
   *     right
   */
  Page inspect(Page page) {
    if (page.position().isEmpty()) {
      inspectFirst(page);
    }
    page.source().total().ifPresent(this::noteTotal);
    return guard.inspect(page);
  }

  private void inspectFirst(Page page) {
    Optional<Watermark> watermark = stream().watermark();
    watermark.ifPresent(mark -> mark.requireIn(page.records(), checkpoint().watermark()));
    if (watermark.flatMap(Watermark::until).isEmpty()) {
      // The server's clock decides which marks lie in the future, not ours.
      scanStarted = page.source().date().orElse(scanStarted);
    }
  }

  private void noteTotal(long total) {
    if (notes.isEmpty() && knownTotal.filter(known -> known != total).isPresent()) {
      notes.add("the total changed during the scan from " + knownTotal.get() + " to " + total);
    }
    knownTotal = Optional.of(total);
  }

  @Override
  String notes() {
    return String.join("; ", notes);
  }

  /** Begins the scan again, once; the request that found the position expired does not count. */
  void restart(Instant now) {
    resumed = false;
    requested = 0;
    guard = new ScanGuard(stream());
    scanStarted = now;
  }

  /** The checkpoint after a page. */
  Checkpoint checkpointAfter(Page page, Instant now) {
    Optional<Watermark> watermark = stream().watermark();
    Optional<String> maxSeen =
        watermark.flatMap(mark -> mark.newer(checkpoint().maxSeen(), page.newestMark()));
    if (page.hasNext()) {
      return checkpoint().at(scanStarted, page.next().orElseThrow(), maxSeen);
    }
    Optional<String> advanced =
        watermark.isPresent()
            ? watermark.get().advance(checkpoint().watermark(), maxSeen, scanStarted)
            : checkpoint().watermark();
    return checkpoint().completed(page.position(), advanced, now);
  }

  /** A page is in the database. */
  void committed(Page page, Checkpoint moved) {
    committed(1, moved, !page.hasNext());
  }

  /**
   * Whether the first page of this run is not the first of its scan, and nothing came of it yet.
   */
  boolean isAtResumedPosition() {
    return resumed && requested == 1;
  }

  @Override
  Optional<Instant> watermark() {
    return stream().watermark().flatMap(mark -> checkpoint().watermark().flatMap(mark::instant));
  }
}
