package dev.caravan.replay;

import dev.caravan.api.request.Request;
import dev.caravan.pull.Page;
import dev.caravan.pull.ScanGuard;
import dev.caravan.pull.Stream;
import dev.caravan.pull.end.Verdict;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.response.PagingException;
import dev.caravan.run.PagedRun;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Walked;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * One run of a {@code caravan-replay} feed: polls until the feed has no more for now. When the feed
 * no longer has what comes next, a snapshot takes its place: the end of the feed is read first,
 * then everything that there is, and the feed resumes where its end was.
 */
public final class ReplayRun extends PagedRun {
  private static final int MOST_SNAPSHOTS = 2;

  private final Feed feed;
  private final FeedGuard guard;
  private Optional<ScanGuard> snapshotGuard = Optional.empty();
  private Optional<SnapshotPart> lastPart = Optional.empty();
  private Step step;
  private int lost;
  private long records;
  private boolean caughtUp;
  private Optional<Duration> pause = Optional.empty();

  public ReplayRun(String id, Feed feed, Checkpoint checkpoint, Instant now) {
    super(id, feed, checkpoint, now);
    this.feed = feed;
    this.guard = feed.guard(checkpoint);
    checkpoint.snapshot().ifPresent(this::noteGap);
  }

  @Override
  public void begin(Exchange exchange) {
    // Most runs of a feed are polls that find nothing, so the log need not say that they begin.
    Step first = feed.resume(checkpoint());
    if (first instanceof Step.Anchor && checkpoint().snapshot().isEmpty()) {
      checkpoint().lost().snapshot().ifPresent(this::noteGap);
    }
    request(first, checkpoint(), exchange);
  }

  /** The step under way, whose response is awaited. */
  Step step() {
    return step;
  }

  Feed feed() {
    return feed;
  }

  @Override
  public void requestAfter(Fetched fetched, Exchange exchange) {
    FeedPage page = (FeedPage) fetched;
    if (page.step() instanceof Step.SnapshotPage from
        && page.next().orElseThrow() instanceof Step.SnapshotPage to) {
      snapshotGuard.orElseThrow().pass(from.position(), to.position().orElseThrow());
    }
    request(page.next().orElseThrow(), checkpointAfter(page, Instant.EPOCH), exchange);
  }

  /**
   * Makes a step the next request.
   *
   * @param then the checkpoint as it will be by then
   */
  private void request(Step next, Checkpoint then, Exchange exchange) {
    step = next;
    FeedRequest request = new FeedRequest(feed, guard);
    Request.Origin origin = nextOrigin(next.shown());
    if (next instanceof Step.Poll poll) {
      request.poll(poll, exchange, origin);
    } else if (next instanceof Step.Anchor anchor) {
      request.anchor(anchor, exchange, origin);
    } else if (next instanceof Step.SnapshotPage page) {
      request.snapshot(
          page,
          snapshotStream(then.walked()),
          then.scan().orElseThrow().started(),
          then.walked().proving().isPresent(),
          exchange,
          origin);
    } else {
      throw new IllegalStateException("nothing can be asked by " + next);
    }
  }

  private Stream snapshotStream(Walked walked) {
    Stream stream = feed.getSnapshot().source();
    if (stream.pieces().isPresent()) {
      throw new IllegalStateException(
          "snapshot %s has pieceKey, and a snapshot cannot join records that come in pieces"
              .formatted(stream.name()));
    }
    snapshotGuard = snapshotGuard.or(() -> Optional.of(new ScanGuard(stream, walked)));
    return stream;
  }

  /**
   * The page that stands for a position that the API no longer knows.
   *
   * @throws IllegalStateException when no snapshot is declared that could take its place
   */
  FeedPage lost(Request request, int status) {
    String what = request.origin().position();
    if (feed.getSnapshot().stream().isEmpty()) {
      throw new IllegalStateException(
          "the feed no longer knows its cursor ("
              + what
              + "), so changes since "
              + checkpoint().lastSuccess().map(Instant::toString).orElse("its beginning")
              + " are lost to it; declare snapshot, the route of a caravan-pull stream of the same"
              + " entities, or accept the gap by ./caravan checkpoint set %s --cursor X"
                  .formatted(feed.name()));
    }
    if (++lost > MOST_SNAPSHOTS) {
      throw new PagingException(
          "the API no longer knows "
              + what
              + ", again after "
              + MOST_SNAPSHOTS
              + " new beginnings"
              + " in this run; it keeps its changes for less time than a snapshot takes");
    }
    return FeedRequest.lost(step, request, status);
  }

  @Override
  public FeedPage inspect(Object fetched) {
    FeedPage page = (FeedPage) fetched;
    if (page.step() instanceof Step.Poll poll) {
      FeedPage checked = guard.check(poll, page);
      checked.gap().ifPresent(this::warn);
      return checked;
    }
    if (page.step() instanceof Step.Lost) {
      snapshotGuard = Optional.empty();
      noteGap(checkpoint().lost().snapshot().orElseThrow());
    } else if (page.step() instanceof Step.SnapshotPage) {
      return inspectSnapshot(page);
    }
    return page;
  }

  private FeedPage inspectSnapshot(FeedPage page) {
    Page judged =
        snapshotGuard.orElseThrow().inspect(page.scanned().orElseThrow(), checkpoint().known());
    judged.judged().notes().forEach(this::warn);
    judged.judged().requireNoDoubt();
    return page.judged(judged, checkpoint().snapshot().flatMap(Checkpoint.Snapshot::anchor));
  }

  @Override
  public boolean isBeginning(Fetched page) {
    Step asked = ((FeedPage) page).step();
    return asked instanceof Step.SnapshotPage snapshot
        ? snapshot.position().isEmpty()
        : asked instanceof Step.Poll
            && checkpoint().lastCursor().or(checkpoint()::position).isEmpty();
  }

  @Override
  public void prepare(Fetched fetched, Exchange exchange) {
    FeedPage page = (FeedPage) fetched;
    lastPart = Optional.empty();
    if (feed.getSnapshot().stream().isPresent()) {
      SnapshotPart.expectOn(exchange);
    }
    if (page.step() instanceof Step.SnapshotPage snapshot) {
      SnapshotPart part =
          new SnapshotPart(
              feed.name(),
              checkpoint().scan().orElseThrow().started().toString(),
              snapshot.position().isEmpty(),
              page.next().filter(Step.Poll.class::isInstance).isPresent(),
              feed.getSnapshot().maxDeletes());
      part.putOn(exchange);
      lastPart = Optional.of(part).filter(SnapshotPart::last);
    }
  }

  @Override
  public void written(Fetched page) {
    lastPart.ifPresent(SnapshotPart::end);
  }

  @Override
  public Checkpoint checkpointAfter(Fetched fetched, Instant now) {
    FeedPage page = (FeedPage) fetched;
    Checkpoint checkpoint = checkpoint();
    if (page.step() instanceof Step.Lost) {
      return checkpoint.lost();
    }
    if (page.step() instanceof Step.Anchor) {
      return checkpoint.anchored(page.cursor(), now);
    }
    if (page.step() instanceof Step.SnapshotPage) {
      Verdict verdict = page.scanned().orElseThrow().judged();
      return verdict.next().isPresent()
          ? checkpoint.snapshotAt(verdict.next().get(), verdict.walked(), verdict.known())
          : checkpoint.replayed(
              checkpoint.snapshot().flatMap(Checkpoint.Snapshot::anchor), verdict.known(), now);
    }
    return checkpoint.replayed(page.cursor(), page.numbers(), now);
  }

  @Override
  public void committed(Fetched fetched, Checkpoint moved) {
    super.committed(fetched, moved);
    FeedPage page = (FeedPage) fetched;
    records += page.records().size();
    caughtUp = !page.hasNext();
    pause = page.pause().or(() -> pause);
    lastPart.ifPresent(part -> note(SnapshotNotes.ended(part, moved.lastCursor())));
  }

  private void noteGap(Checkpoint.Snapshot snapshot) {
    note(SnapshotNotes.begun(snapshot, feed.getSnapshot().stream().orElse("nothing")));
  }

  /** Nothing came, so the history needs no row of this run. */
  @Override
  public boolean isIdle() {
    return records == 0 && caughtUp && notes().isEmpty();
  }

  @Override
  public Optional<Duration> pause() {
    return pause;
  }

  @Override
  public boolean isComplete() {
    return caughtUp;
  }
}
