package dev.caravan.children;

import dev.caravan.api.auth.PlainText;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentScan;
import dev.caravan.children.parents.Parents;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.run.RunMetrics;
import dev.caravan.run.RunStart;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Terms;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of a stream that is one scan for each parent. It goes in rounds: a page each of several
 * parents is fetched at the same time, and written in one transaction while the next round is under
 * way. Parents are taken in the order of their key.
 */
public final class ChildrenRun extends RoundRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChildrenRun.class);

  private final ChildrenStream stream;
  private final Parents parents;
  private final Database database;
  private final Clock clock;
  private final Instant scanStarted;
  private ChildrenScan scan;
  private boolean complete;

  ChildrenRun(RunStart start, ChildrenStream stream) {
    super(start.id(), stream, start.checkpoint(), start.now());
    this.stream = stream;
    this.parents = stream.parents();
    this.database = start.database();
    this.clock = start.clock();
    this.scanStarted = start.checkpoint().scan().map(Checkpoint.Scan::started).orElse(start.now());
  }

  /** Makes the first round the next one. */
  @Override
  public void begin(Exchange exchange) {
    ParentsPosition position = ParentsPosition.of(checkpoint().position());
    boolean incremental = stream.watermark().isPresent();
    ParentScan taken =
        new ParentScan(parents, stream.name(), incremental, database.dataSource(), position);
    ParentProgress progress =
        new ParentProgress(stream, parents, checkpoint().known(), this::warn, clock);
    scan = new ChildrenScan(toString(), stream, taken, progress, clock);
    LOG.info("{}: starts at {}", this, position.shown());
    ask(scan.resume(position), exchange);
  }

  @Override
  public void request(OpenParent open, Exchange exchange) {
    String path = parents.path(open).orElseThrow();
    ScanBounds bounds = new ScanBounds(open.watermark(), open.start().at());
    boolean proving = open.walked().proving().isPresent();
    new PageRequest(stream, path, bounds, open.position(), proving)
        .putOn(exchange, origin(open.toString()));
  }

  @Override
  public boolean isAbout(OpenParent open, int status) {
    return scan.progress().isAbout(open, status);
  }

  @Override
  public Round inspect(Object fetched) {
    return scan.inspect(((List<?>) fetched).stream().map(ParentPage.class::cast).toList());
  }

  @Override
  public void requestAfter(Fetched round, Exchange exchange) {
    ask(((Round) round).next(), exchange);
  }

  @Override
  public boolean isBeginning(Fetched round) {
    boolean whole = stream.watermark().isEmpty() && parents.version().isEmpty();
    return checkpoint().scan().isEmpty() && (whole || checkpoint().lastSuccess().isEmpty());
  }

  @Override
  public void prepare(Fetched round, Exchange exchange) {
    watchKeys(scanStarted, exchange);
  }

  /** Keeps what is to be remembered of the parents whose records are all there. */
  @Override
  public void written(Fetched round) {
    scan.remember((Round) round);
  }

  @Override
  public Checkpoint checkpointAfter(Fetched fetched, Instant now) {
    Round round = (Round) fetched;
    if (!round.last()) {
      return checkpoint().at(scanAt(round.after()), round.known());
    }
    judgeKeys();
    return scan.aside().count() > 0
        ? checkpoint().withoutScan()
        : checkpoint().completed(Optional.empty(), checkpoint().watermark(), round.known(), now);
  }

  private Checkpoint.Scan scanAt(ParentsPosition position) {
    return new Checkpoint.Scan(
        scanStarted,
        Optional.of(position.write()),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Terms(stream.way().orElseThrow(), Optional.empty())));
  }

  @Override
  public boolean isPageLimitReached() {
    return scan.isPageLimitReached();
  }

  @Override
  public String notes() {
    return java.util.stream.Stream.concat(
            Optional.ofNullable(scan).stream().flatMap(each -> each.notes(complete)),
            java.util.stream.Stream.of(super.notes()).filter(text -> !text.isEmpty()))
        .collect(Collectors.joining("; "));
  }

  @Override
  public void committed(Fetched round, Checkpoint moved) {
    super.committed(round, moved);
    complete = ((Round) round).last();
  }

  @Override
  public void report(Fetched fetched, RunMetrics metrics) {
    Round round = (Round) fetched;
    int all = round.complete().stream().mapToInt(each -> each.members().size()).sum();
    metrics.countParents(streamName(), all, round.gone().size(), round.aside());
    round.gone().forEach(each -> LOG.info("{}: parent {} is gone", this, shown(each)));
  }

  private static String shown(OpenParent gone) {
    return PlainText.of(String.valueOf(gone.parent()));
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public Optional<String> shortfall() {
    return Optional.ofNullable(scan)
        .flatMap(each -> each.aside().note("parent"))
        .filter(any -> complete);
  }
}
