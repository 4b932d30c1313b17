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
  private final ParentProgress progress;
  private final FilterWatch filter;
  private List<OpenParent> waiting = List.of();
  private ParentScan scan;
  private long requested;
  private long answered;
  private long unusable;
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
    this.filter = new FilterWatch(stream, false);
    this.database = database;
    this.clock = clock;
    this.scanStarted = checkpoint.scan().map(Checkpoint.Scan::started).orElse(now);
  }

  /** The run of an exchange. */
  static ChildrenRun of(Exchange exchange) {
    return of(exchange, ChildrenRun.class);
  }

  /** Makes the first round the next one. */
  @Override
  void begin(Exchange exchange) {
    ParentsPosition position =
        checkpoint().position().map(ParentsPosition::read).orElse(ParentsPosition.start());
    boolean incremental = stream.watermark().isPresent();
    scan = new ParentScan(parents, stream.name(), incremental, database.dataSource(), position);
    progress.resume(position.open());
    LOG.info("{}: starts at {}", this, shown(position));
    ask(next(position.open()), exchange);
  }

  /** Makes some parents the next round of an exchange; see caravan-fetch-round. */
  static void ask(List<OpenParent> round, Exchange exchange) {
    exchange.setProperty(ROUND, round);
  }

  /** Makes a page of a parent the request of an exchange. */
  void request(OpenParent open, Exchange exchange) {
    String path = parents.path().fill(open.parent().values()).orElseThrow();
    ScanBounds bounds = new ScanBounds(open.watermark(), open.started());
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
    List<OpenParent> open = new ArrayList<>(waiting);
    List<OpenParent> complete = new ArrayList<>();
    List<ParentPage> pages = new ArrayList<>();
    for (ParentPage answer : answers) {
      OpenParent parent = answer.parent();
      if (answer.page().isEmpty()) {
        progress.startAgain(parent).ifPresentOrElse(open::add, () -> gone.add(parent));
        continue;
      }
      answered++;
      filter.look(answer.page().get(), parent.watermark()).ifPresent(this::warn);
      OpenParent after = progress.after(parent, answer.page().get());
      (after.position().isPresent() ? open : complete).add(after);
      pages.add(answer);
    }
    List<Object> taken = scan.taken();
    List<OpenParent> next = next(open);
    boolean last = open.isEmpty() && next.isEmpty() && !scan.hasMore();
    List<OpenParent> lost = decide(last);
    open.addAll(gone.undecided());
    return new Round(
        pages, complete, lost, new ParentsPosition(taken, open), progress.known(), next, last);
  }

  private List<OpenParent> decide(boolean last) {
    if (answered == 0) {
      gone.checkPath(parents.path().toString(), last && checkpoint().lastSuccess().isEmpty());
    }
    return answered > 0 || last ? gone.decide() : List.of();
  }

  /** The parents of the next round: those that are open first, then new ones. */
  private List<OpenParent> next(List<OpenParent> open) {
    long room = Math.min(parents.parallel(), stream.maxPages() - requested);
    List<OpenParent> next = new ArrayList<>(open.subList(0, (int) Math.min(room, open.size())));
    waiting = List.copyOf(open.subList(next.size(), open.size()));
    while (next.size() < room) {
      Optional<OpenParent> taken = scan.take(clock.instant());
      if (taken.isEmpty()) {
        break;
      }
      if (parents.path().fill(taken.get().parent().values()).isPresent()) {
        next.add(taken.get());
      } else {
        unusable++;
      }
    }
    requested += next.size();
    return next;
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
    if (round.last()) {
      judgeKeys();
    }
    return round.last()
        ? checkpoint().completed(Optional.empty(), checkpoint().watermark(), round.known(), now)
        : checkpoint()
            .at(
                new Checkpoint.Scan(
                    scanStarted,
                    Optional.of(round.position().write()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Terms(stream.way(), Optional.empty()))),
                round.known());
  }

  @Override
  boolean isPageLimitReached() {
    return requested >= stream.maxPages();
  }

  @Override
  public String notes() {
    Optional<String> notUsable =
        unusable == 0
            ? Optional.empty()
            : Optional.of(
                unusable + " parents have nothing that can stand in path " + parents.path());
    Optional<String> others = Optional.of(super.notes()).filter(text -> !text.isEmpty());
    return java.util.stream.Stream.of(gone.note(), notUsable, others)
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

  Parents parents() {
    return parents;
  }

  private static String shown(ParentsPosition position) {
    return position.open().isEmpty()
        ? position.after().isEmpty() ? "the first parent" : "the parent after " + position.after()
        : "parent "
            + position.open().stream().map(OpenParent::toString).collect(Collectors.joining(", "));
  }
}
