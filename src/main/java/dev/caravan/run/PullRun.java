package dev.caravan.run;

import dev.caravan.api.Request;
import dev.caravan.api.Traffic;
import dev.caravan.pull.LoopGuard;
import dev.caravan.pull.Page;
import dev.caravan.pull.Stream;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * One run of a stream, on the exchange under way. What is written is changed by the thread that
 * writes pages, what is asked by the thread that fetches; the loop joins both after each page.
 */
public final class PullRun {
  private static final String PROPERTY = "caravanRun";

  private final String id;
  private final Stream stream;
  private final Instant started;
  private final Traffic traffic = new Traffic();
  private boolean resumed;
  private LoopGuard guard = new LoopGuard();
  private Checkpoint checkpoint;
  private Instant scanStarted;
  private long requested;
  private long committed;
  private boolean scanComplete;

  PullRun(String id, Stream stream, Checkpoint checkpoint, Instant now) {
    this.id = id;
    this.stream = stream;
    this.checkpoint = checkpoint;
    this.started = now;
    this.resumed = checkpoint.position().isPresent();
    this.scanStarted = checkpoint.scan().map(Checkpoint.Scan::started).orElse(now);
  }

  /** The run of an exchange. */
  static PullRun of(Exchange exchange) {
    return Objects.requireNonNull(find(exchange).orElse(null), "no run on the exchange");
  }

  static Optional<PullRun> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, PullRun.class));
  }

  void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** Makes a page the next request of an exchange. */
  void request(Optional<String> position, Exchange exchange) {
    requested++;
    String shown = position.orElse("first");
    Request.Origin origin = new Request.Origin(stream.name(), id, shown, traffic);
    stream.at(position).putOn(exchange, origin);
  }

  /** Whether this run may fetch the page after a page. */
  boolean goesOnAfter(Page page) {
    return page.hasNext() && requested < stream.maxPages();
  }

  /** Goes on after a page; fails when the scan was at that position before. */
  void requestAfter(Page page, Exchange exchange) {
    String next = page.next().orElseThrow();
    guard.pass(page.position(), next);
    request(page.next(), exchange);
  }

  /** Begins the scan again, once; the request that found the position expired does not count. */
  void restart(Instant now) {
    resumed = false;
    requested = 0;
    guard = new LoopGuard();
    scanStarted = now;
  }

  /** The checkpoint after a page. */
  Checkpoint checkpointAfter(Page page, Instant now) {
    return page.hasNext()
        ? checkpoint.at(scanStarted, page.next().orElseThrow())
        : checkpoint.completed(page.position(), now);
  }

  /** A page is in the database. */
  void committed(Page page, Checkpoint moved) {
    committed++;
    checkpoint = moved;
    scanComplete = !page.hasNext();
  }

  /**
   * Whether the first page of this run is not the first of its scan, and nothing came of it yet.
   */
  boolean isAtResumedPosition() {
    return resumed && requested == 1;
  }

  boolean isScanComplete() {
    return scanComplete;
  }

  boolean isPageLimitReached() {
    return committed >= stream.maxPages();
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  Instant started() {
    return started;
  }

  Traffic traffic() {
    return traffic;
  }

  long pages() {
    return committed;
  }

  public Stream stream() {
    return stream;
  }

  public String id() {
    return id;
  }

  @Override
  public String toString() {
    return "stream " + stream.name() + " run " + id;
  }
}
