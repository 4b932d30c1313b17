package dev.caravan.slices;

import dev.caravan.children.ParentPage;
import dev.caravan.children.ParentProgress;
import dev.caravan.children.RoundRun;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.Page;
import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.pull.WatermarkWatch;
import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WindowMarks;
import dev.caravan.run.RunMetrics;
import dev.caravan.run.RunStart;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.Known;
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
 * A run of a stream that is one scan for each window of marks. It goes in rounds, as that of a
 * stream with parents does: a page each of several windows is fetched at the same time.
 */
public final class SlicesRun extends RoundRun {
  private static final Logger LOG = LoggerFactory.getLogger(SlicesRun.class);

  private final SlicedStream stream;
  private final Slices slices;
  private final Watermark watermark;
  private final WindowMarks marks;
  private final Database database;
  private final WindowTable table;
  private final Clock clock;
  private final WatermarkWatch watch;
  private final SlicesProgress shown;
  private final boolean anew;
  private final Instant scanStarted;
  private WindowPlan plan;
  private SlicesScan scan;
  private boolean looked;
  private boolean complete;

  SlicesRun(RunStart start, SlicedStream stream) {
    super(start.id(), stream, start.checkpoint(), start.now());
    this.stream = stream;
    this.slices = stream.declaredSlices().orElseThrow();
    this.watermark = stream.watermark().orElseThrow();
    this.marks = new WindowMarks(watermark);
    this.database = start.database();
    this.table = new WindowTable(database, stream.name());
    this.clock = start.clock();
    this.watch = new WatermarkWatch(stream, false);
    this.shown = new SlicesProgress(clock);
    this.anew = start.checkpoint().watermark().isEmpty() && slices.range().isEmpty();
    this.scanStarted = start.checkpoint().scan().map(Checkpoint.Scan::started).orElse(start.now());
  }

  /** Cuts what is new into windows, and makes the first round the next one. */
  @Override
  public void begin(Exchange exchange) {
    Optional<SlicesPosition> under = checkpoint().position().map(SlicesPosition::read);
    plan =
        new WindowPlan(
            slices,
            marks,
            under.map(SlicesPosition::like).orElseGet(() -> marks.like(checkpoint().watermark())));
    under.ifPresent(this::requireSameRange);
    ParentProgress progress = new ParentProgress(stream, checkpoint().known(), this::warn, clock);
    scan =
        new SlicesScan(
            toString(),
            stream,
            plan,
            watermark,
            new Standing(plan, advance(), checkpoint().watermark()),
            progress,
            clock);
    under.ifPresentOrElse(
        position -> scan.resume(position, table.all(checkpoint(), position), this::cut),
        () -> scan.begin(slices.range().map(this::cut).orElseGet(() -> cut(from()))));
    WindowRound first = scan.first();
    keep(first, under.isEmpty());
    LOG.info("{}: {}", this, shown.begins(first.after().position()));
    ask(first.next(), exchange);
  }

  private Advance advance() {
    return new Advance(
        watermark,
        plan.like(),
        checkpoint().maxSeen(),
        checkpoint().scan().flatMap(Checkpoint.Scan::terms).flatMap(Terms::latest));
  }

  private void requireSameRange(SlicesPosition under) {
    if (!under.range().equals(plan.range())) {
      throw new IllegalStateException(
          "a backfill from %s is under way, of which %d windows are complete and %d are not; go on with the same --from and --to, or give it up: ./caravan checkpoint reset %s"
              .formatted(
                  under.range().orElse("another span"),
                  under.complete(),
                  under.left(),
                  stream.name()));
    }
  }

  private long from() {
    return marks.begin(checkpoint().watermark());
  }

  private List<Window> cut(Slices.Range range) {
    if (marks.isTime() && range.to() > marks.ticks(clock.instant())) {
      throw new IllegalStateException(
          "a backfill ends in the past, and " + marks.shown(range.to()) + " is in the future");
    }
    return plan.upTo(range.from(), range.to(), range.to());
  }

  private List<Window> cut(long from) {
    return marks.isTime()
        ? plan.untilNow(from, clock.instant())
        : List.of(new Window(from, Span.OPEN));
  }

  /** The windows are in the database before anything is asked. */
  private void keep(WindowRound first, boolean fresh) {
    Checkpoint moved = checkpointAfter(first, clock.instant());
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              if (fresh) {
                table.clear();
              }
              first.changes().writeTo(table);
              new Checkpoints(database).move(checkpoint(), moved);
            });
    committed(0, moved);
  }

  @Override
  public void request(OpenParent open, Exchange exchange) {
    ScanBounds bounds = ScanBounds.of(plan.span(Window.of(open)), open.start().at());
    boolean proving = open.walked().proving().isPresent();
    new PageRequest(stream, stream.path(), bounds, open.position(), proving)
        .putOn(exchange, origin(open.toString()));
  }

  @Override
  public boolean isAbout(OpenParent open, int status) {
    return open.position().isPresent() && scan.progress().isAbout(open, status);
  }

  @Override
  public WindowRound inspect(Object fetched) {
    List<ParentPage> responses = ((List<?>) fetched).stream().map(ParentPage.class::cast).toList();
    if (!looked) {
      looked = true;
      Optional<Page> first = responses.stream().flatMap(each -> each.page().stream()).findFirst();
      first.ifPresent(page -> watch.before(page, checkpoint().watermark(), known(), this::warn));
    }
    return scan.inspect(responses);
  }

  private Known known() {
    return checkpoint().known();
  }

  @Override
  public void requestAfter(Fetched round, Exchange exchange) {
    ask(((WindowRound) round).next(), exchange);
  }

  @Override
  public boolean isBeginning(Fetched round) {
    return anew;
  }

  @Override
  public void prepare(Fetched round, Exchange exchange) {
    watchKeys(scanStarted, exchange);
  }

  /** Keeps how far the windows are. */
  @Override
  public void written(Fetched round) {
    ((WindowRound) round).changes().writeTo(table);
  }

  @Override
  public Checkpoint checkpointAfter(Fetched fetched, Instant now) {
    WindowRound round = (WindowRound) fetched;
    WindowRound.State after = round.after();
    Optional<String> mark = slices.range().isPresent() ? checkpoint().watermark() : after.mark();
    if (after.end().filter(WindowRound.End.WHOLE::equals).isPresent()) {
      judgeKeys();
      return checkpoint().completed(Optional.empty(), mark, watch.reached(round.known()), now);
    }
    Checkpoint.Scan next =
        new Checkpoint.Scan(
            scanStarted,
            Optional.of(after.position().write()),
            after.newest(),
            Optional.empty(),
            Optional.of(new Terms(stream.way().orElseThrow(), after.latest())));
    return checkpoint().at(next, mark, round.known());
  }

  @Override
  public boolean isPageLimitReached() {
    return scan.isPageLimitReached();
  }

  @Override
  public void committed(Fetched round, Checkpoint moved) {
    super.committed(round, moved);
    complete = ((WindowRound) round).after().end().isPresent();
  }

  @Override
  public void report(Fetched round, RunMetrics metrics) {
    shown
        .after(((WindowRound) round).after().position(), round.records().size())
        .ifPresent(text -> LOG.info("{}: {}", this, text));
  }

  @Override
  public String notes() {
    return java.util.stream.Stream.concat(
            aside().filter(any -> !complete).stream(),
            java.util.stream.Stream.of(super.notes()).filter(text -> !text.isEmpty()))
        .collect(Collectors.joining("; "));
  }

  private Optional<String> aside() {
    return Optional.ofNullable(scan).flatMap(each -> each.aside().note("window"));
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  @Override
  public Optional<String> shortfall() {
    return aside().filter(any -> complete);
  }

  /** The instant of the stream's watermark, when it is a time. */
  @Override
  public Optional<Instant> watermark() {
    return checkpoint().watermark().flatMap(watermark::instant);
  }
}
