package dev.caravan.run;

import dev.caravan.pull.PageRequest;
import dev.caravan.pull.ScanBounds;
import dev.caravan.pull.Stream;
import dev.caravan.pull.parents.OpenParent;
import dev.caravan.pull.parents.ParentScan;
import dev.caravan.pull.parents.Parents;
import dev.caravan.pull.parents.ParentsPosition;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Database;
import dev.caravan.state.Terms;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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
final class ChildrenRun extends StreamRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChildrenRun.class);

  private static final String ROUND = "caravanNextRound";

  private final Stream stream;
  private final Parents parents;
  private final Database database;
  private final Clock clock;
  private final Instant scanStarted;
  private final GoneParents gone = new GoneParents();
  private final Setbacks setbacks;
  private final ParentProgress progress;
  private ParentScan scan;
  private ParentQueue queue;
  private boolean doubted;
  private boolean complete;

  ChildrenRun(
      String id,
      Stream stream,
      Checkpoint checkpoint,
      Instant now,
      Database database,
      Clock clock) {
    super(id, stream, checkpoint, now);
    this.stream = stream;
    this.parents = stream.parents().orElseThrow();
    this.progress = new ParentProgress(stream, checkpoint.known(), this::warn, clock);
    this.database = database;
    this.clock = clock;
    this.scanStarted = checkpoint.scan().map(Checkpoint.Scan::started).orElse(now);
    this.setbacks = new Setbacks(toString(), parents.attempts(), clock);
  }

  /** The run of an exchange. */
  static ChildrenRun of(Exchange exchange) {
    return of(exchange, ChildrenRun.class);
  }

  /** Makes the first round the next one. */
  @Override
  void begin(Exchange exchange) {
    ParentsPosition position = ParentsPosition.of(checkpoint().position());
    boolean incremental = stream.watermark().isPresent();
    scan = new ParentScan(parents, stream.name(), incremental, database.dataSource(), position);
    queue = new ParentQueue(parents, scan, stream.maxPages(), clock);
    progress.resume(position.open());
    setbacks.resume(position);
    LOG.info("{}: starts at {}", this, position.shown());
    ask(queue.next(position.open()), exchange);
  }

  /** Makes some parents the next round of an exchange; see caravan-fetch-round. */
  static void ask(List<OpenParent> round, Exchange exchange) {
    exchange.setProperty(ROUND, round);
  }

  /** Makes a page of a parent the request of an exchange. */
  void request(OpenParent open, Exchange exchange) {
    String path = parents.path().fill(open.parent().values()).orElseThrow();
    ScanBounds bounds = new ScanBounds(open.watermark(), open.start().at());
    boolean proving = open.walked().proving().isPresent();
    new PageRequest(stream, path, bounds, open.position(), proving)
        .putOn(exchange, origin(open.toString()));
  }

  /** How far each open parent is. */
  ParentProgress progress() {
    return progress;
  }

  /** Looks at what was just fetched, and plans the round after it. */
  Round inspect(List<ParentPage> answers) {
    long before = setbacks.aside().count();
    List<OpenParent> open = new ArrayList<>(queue.waiting());
    List<OpenParent> complete = new ArrayList<>();
    List<ParentPage> pages = new ArrayList<>();
    for (ParentPage answer : answers) {
      if (answer.failure().isPresent()) {
        fail(answer.parent(), answer.failure().get(), open);
      } else if (answer.page().isEmpty()) {
        progress
            .startAgain(answer.parent())
            .ifPresentOrElse(open::add, () -> gone.add(answer.parent()));
      } else if (take(answer, open, complete)) {
        pages.add(answer);
      }
    }
    List<Object> taken = scan.taken();
    List<OpenParent> next = following(open);
    boolean last = open.isEmpty() && next.isEmpty() && !scan.hasMore();
    List<OpenParent> lost = setbacks.haveOthers() ? gone.decide() : List.of();
    open.addAll(gone.undecided());
    return new Round(
        pages,
        complete,
        lost,
        setbacks.aside().count() - before,
        new ParentsPosition(taken, open, setbacks.haveOthers(), setbacks.aside()),
        progress.known(),
        next,
        last);
  }

  /** Takes the page of a parent, unless the answer is no page of its scan. */
  private boolean take(ParentPage answer, List<OpenParent> open, List<OpenParent> complete) {
    OpenParent parent = answer.parent();
    try {
      OpenParent after = progress.after(parent, answer.page().orElseThrow());
      (after.position().isPresent() ? open : complete).add(after);
    } catch (RuntimeException e) {
      if (!ParentFailure.isOne(e)) {
        throw e;
      }
      fail(parent, ParentFailure.of(e, Optional.empty(), stream.api()), open);
      return false;
    }
    setbacks.answered();
    return true;
  }

  private void fail(OpenParent parent, ParentFailure failure, List<OpenParent> open) {
    progress.forget(parent);
    long again = open.stream().filter(each -> each.attempts() > 0).count();
    setbacks.add(parent, failure, again).ifPresent(open::add);
  }

  /** The parents of the round after these; while the API answered for none, it may not be they. */
  private List<OpenParent> following(List<OpenParent> open) {
    boolean troubled = !open.isEmpty() || !gone.undecided().isEmpty() || setbacks.any();
    if (setbacks.haveOthers() || !troubled) {
      return queue.next(open);
    }
    gone.checkPath(parents.path().toString(), false);
    if (!queue.isAtEnd(open)) {
      return queue.next(open);
    }
    List<OpenParent> known = doubted ? List.of() : scan.visitedBefore(clock.instant());
    doubted = true;
    if (known.isEmpty()) {
      setbacks.requireOthers();
      gone.checkPath(parents.path().toString(), true);
    }
    return queue.ask(known, open);
  }

  /** Keeps what is to be remembered of the parents of a round. In the round's transaction. */
  void remember(Round round) {
    scan.complete(round.complete());
    scan.gone(round.gone());
    if (round.last()) {
      scan.end();
    }
  }

  /** Whether everything that the stream has begins with the round that is to be written. */
  boolean isBeginning() {
    boolean whole = stream.watermark().isEmpty() && parents.version().isEmpty();
    return checkpoint().scan().isEmpty() && (whole || checkpoint().lastSuccess().isEmpty());
  }

  /** Readies the exchange for a round that is about to be written. */
  void prepare(Exchange exchange) {
    watchKeys(scanStarted, exchange);
  }

  /** The checkpoint after a round. */
  Checkpoint checkpointAfter(Round round, Instant now) {
    if (!round.last()) {
      return checkpoint().at(scanAt(round.position()), round.known());
    }
    judgeKeys();
    return setbacks.any()
        ? checkpoint().withoutScan()
        : checkpoint().completed(Optional.empty(), checkpoint().watermark(), round.known(), now);
  }

  private Checkpoint.Scan scanAt(ParentsPosition position) {
    return new Checkpoint.Scan(
        scanStarted,
        Optional.of(position.write()),
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Terms(stream.way(), Optional.empty())));
  }

  @Override
  boolean isPageLimitReached() {
    return queue.isPageLimitReached();
  }

  @Override
  public String notes() {
    Optional<String> notUsable = Optional.ofNullable(queue).flatMap(ParentQueue::note);
    Optional<String> aside = setbacks.aside().note().filter(any -> !complete);
    Optional<String> others = Optional.of(super.notes()).filter(text -> !text.isEmpty());
    return java.util.stream.Stream.of(gone.note(), notUsable, aside, others)
        .flatMap(Optional::stream)
        .collect(Collectors.joining("; "));
  }

  /** The pages of a round are in the database. */
  void committed(Round round, Checkpoint moved) {
    committed(round.pages().size(), moved);
    complete = round.last();
  }

  @Override
  boolean isComplete() {
    return complete;
  }

  @Override
  Optional<String> shortfall() {
    return setbacks.aside().note().filter(any -> complete);
  }

  Parents parents() {
    return parents;
  }
}
