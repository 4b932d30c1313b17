package dev.caravan.pull;

import dev.caravan.api.auth.PlainText;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.run.PagedRun;
import dev.caravan.run.RunStart;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.run.fetched.PagesTogether;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Known;
import dev.caravan.state.Terms;
import dev.caravan.state.Walked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a {@code caravan-pull} stream: a scan, or the part of one that was still to do. */
public final class PullRun extends PagedRun {
  private static final Logger LOG = LoggerFactory.getLogger(PullRun.class);

  private final Stream stream;
  private final Optional<FullScans> scans;
  private final TotalWatch totals = new TotalWatch();
  private boolean resumed;
  private final WatermarkWatch watch;
  private ScanGuard guard;
  private Known known;
  private final HeldPieces pieces;
  private final Optional<PagesAhead> ahead;
  private Terms terms;
  private Instant scanStarted;
  private boolean scanComplete;

  public PullRun(String id, Stream stream, Checkpoint checkpoint, Instant now) {
    this(id, stream, checkpoint, now, Optional.empty());
  }

  /**
   * A run.
   *
   * @param scans follows its scans when the stream deletes what they do not list
   */
  public PullRun(
      String id, Stream stream, Checkpoint checkpoint, Instant now, Optional<FullScans> scans) {
    super(id, stream, checkpoint, now);
    this.stream = stream;
    this.scans = scans;
    this.known = checkpoint.known();
    this.guard = new ScanGuard(stream, checkpoint.walked());
    this.resumed = checkpoint.position().isPresent();
    this.watch = new WatermarkWatch(stream, !resumed);
    this.pieces = new HeldPieces(stream);
    this.ahead = PagesAhead.of(stream);
    this.scanStarted = checkpoint.scan().map(Checkpoint.Scan::started).orElse(now);
    this.terms =
        checkpoint
            .scan()
            .flatMap(Checkpoint.Scan::terms)
            .orElseGet(() -> new Terms(stream.way().orElseThrow(), Optional.empty()));
  }

  PullRun(RunStart start, Stream stream, Optional<FullScans> scans) {
    this(start.id(), stream, start.checkpoint(), start.now(), scans);
  }

  /** The run of an exchange of a {@code caravan-pull} kamelet. */
  public static PullRun of(Exchange exchange) {
    return (PullRun) PagedRun.of(exchange);
  }

  @Override
  public void begin(Exchange exchange) {
    LOG.info("{}: starts at page {}", this, PlainText.of(checkpoint().position().orElse("first")));
    boolean plain = scans.isEmpty() && ahead.isEmpty() && stream.pieces().isEmpty();
    if (plain && PagesTogether.suit(exchange, stream.name())) {
      writeTogether(stream.commitEvery());
    }
    request(checkpoint().position(), exchange);
  }

  /** Makes a page the next request of an exchange. */
  void request(Optional<String> position, Exchange exchange) {
    scans.ifPresent(each -> each.requesting(position));
    ask(position, guard.isProving()).putOn(exchange);
  }

  private PagesAhead.Ask ask(Optional<String> position, boolean proving) {
    ScanBounds bounds = new ScanBounds(checkpoint().watermark(), scanStarted);
    return new PagesAhead.Ask(
        new PageRequest(stream, bounds, position, proving), nextOrigin(position.orElse("first")));
  }

  /** Goes on after a page; fails when the scan was at that position before. */
  @Override
  public void requestAfter(Fetched page, Exchange exchange) {
    Page last = (Page) page;
    guard.pass(page.position(), last.next().orElseThrow());
    if (ahead.isEmpty()) {
      request(last.next(), exchange);
      return;
    }
    boolean proving = guard.isProving();
    List<PagesAhead.Ask> asks =
        ahead.get().after(last, maxPagesLeft()).stream()
            .map(position -> ask(Optional.of(position), proving))
            .toList();
    ahead.get().ask(asks, exchange);
  }

  /**
   * Looks at a page that was just fetched.
   *
   * @return the page with what follows from it
   * @throws dev.caravan.response.PagingException when going on would repeat pages for ever
   * @throws IllegalStateException when a scan's first page shows that the watermark is not set
   *     right
   */
  @Override
  public Page inspect(Object fetched) {
    return fetched instanceof List<?> pages ? inspectAll(pages) : inspect((Page) fetched);
  }

  /** One after the other, up to where the list moved between them. */
  private Page inspectAll(List<?> fetched) {
    List<Page> pages = ahead.orElseThrow().inOrder(fetched);
    Page all = inspect(pages.get(0));
    int taken = 1;
    while (taken < pages.size() && ahead.get().joins(all, pages.get(taken))) {
      guard.pass(all.position(), all.next().orElseThrow());
      Page next = inspect(pages.get(taken++));
      all = all.and(next, newer(all.newestMark(), next));
    }
    forgetRequests(ahead.get().taken(taken));
    return all;
  }

  private Page inspect(Page page) {
    if (FrontLook.isAt(page.position())) {
      return FrontLook.judge(page, stream.end(), guard.walked(), known);
    }
    if (page.position().isEmpty()) {
      inspectFirst(page);
    }
    page.source().total().flatMap(totals::look).ifPresent(this::note);
    known = watch.before(page, checkpoint().watermark(), known, this::warn);
    Page judged = guard.inspect(page, known);
    known = judged.judged().known();
    judged.judged().notes().forEach(this::warn);
    watch.after(judged, checkpoint().watermark(), this::warn);
    Page whole = pieces.join(judged);
    return scans.isPresent() ? FrontLook.after(whole, stream.end()) : whole;
  }

  private void inspectFirst(Page page) {
    Optional<Watermark> watermark = stream.watermark();
    watermark.ifPresent(mark -> mark.requireIn(page.records(), checkpoint().watermark()));
    ScanStart start = ScanStart.ours(scanStarted).after(page, watermark);
    scanStarted = start.at();
    terms = new Terms(terms.way(), start.latest());
  }

  /** Begins the scan again, once; the request that found the position expired does not count. */
  void restart(Instant now) {
    resumed = false;
    forgetRequests();
    guard = new ScanGuard(stream, Walked.NOTHING);
    scanStarted = now;
  }

  @Override
  public boolean isBeginning(Fetched page) {
    boolean whole = stream.watermark().isEmpty() || checkpoint().watermark().isEmpty();
    return whole && page.position().isEmpty();
  }

  @Override
  public void prepare(Fetched page, Exchange exchange) {
    watchKeys(scanStarted, exchange);
    scans.ifPresent(each -> each.prepare((Page) page, scanStarted, exchange));
  }

  @Override
  public void written(Fetched page) {
    scans.ifPresent(each -> each.written((Page) page));
  }

  @Override
  public Checkpoint checkpointAfter(Fetched fetched, Instant now) {
    List<Fetched> pages = PagesTogether.of(fetched);
    Page page = (Page) pages.get(pages.size() - 1);
    Checkpoint checkpoint = checkpoint().passing(pages.size() - 1);
    Optional<Watermark> watermark = stream.watermark();
    Optional<String> maxSeen = checkpoint.maxSeen();
    for (Fetched each : pages) {
      maxSeen = newer(maxSeen, (Page) each);
    }
    if (page.partial()) {
      return checkpoint.at(checkpoint.scan().orElseGet(this::beginning), page.judged().known());
    }
    if (page.hasNext()) {
      return checkpoint.at(
          scanAt(page.next(), maxSeen, page.judged().walked()), page.judged().known());
    }
    judgeKeys();
    Optional<String> advanced =
        watermark.isPresent()
            ? watermark
                .get()
                .advance(checkpoint.watermark(), maxSeen, terms.latest().orElse(scanStarted))
            : checkpoint.watermark();
    Optional<String> last = page.position().filter(any -> !FrontLook.isAt(page.position()));
    return checkpoint.completed(last, advanced, watch.reached(page.judged().known()), now);
  }

  private Optional<String> newer(Optional<String> mark, Page page) {
    return stream.watermark().flatMap(each -> each.newer(mark, page.newestMark()));
  }

  private Checkpoint.Scan beginning() {
    return scanAt(Optional.empty(), Optional.empty(), Walked.NOTHING);
  }

  private Checkpoint.Scan scanAt(
      Optional<String> position, Optional<String> maxSeen, Walked walked) {
    return new Checkpoint.Scan(
        scanStarted, position, maxSeen, Optional.of(walked), Optional.of(terms));
  }

  @Override
  public void committed(Fetched page, Checkpoint moved) {
    super.committed(page, moved);
    scanComplete = !page.hasNext();
    scans.filter(any -> scanComplete).ifPresent(each -> note(each.outcome()));
  }

  /**
   * Whether the first page of this run is not the first of its scan, and nothing came of it yet.
   */
  @Override
  public boolean isAtResumedPosition() {
    return resumed && requested() == 1;
  }

  /** Whether pages are numbered and the run asks for another than the first. */
  @Override
  public boolean isPastFirstNumberedPage() {
    return stream.end().isNumbered() && (checkpoint().position().isPresent() || requested() > 1);
  }

  @Override
  public boolean isComplete() {
    return scanComplete;
  }

  /** The instant of the stream's watermark, when it has one and it is a time. */
  @Override
  public Optional<Instant> watermark() {
    return stream.watermark().flatMap(mark -> checkpoint().watermark().flatMap(mark::instant));
  }
}
