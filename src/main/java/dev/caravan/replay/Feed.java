package dev.caravan.replay;

import dev.caravan.api.BodyMatch;
import dev.caravan.api.request.Call;
import dev.caravan.api.request.Target;
import dev.caravan.config.time.Durations;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.run.ConfiguredInput;
import dev.caravan.run.RunStart;
import dev.caravan.run.StreamRun;
import dev.caravan.state.Checkpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * One feed of changes: which path of which API, how it goes on, what a change is. Configured by the
 * parameters of the {@code caravan-replay} kamelet; immutable after {@link #init}.
 */
public final class Feed extends ConfiguredInput {
  private final FeedParameters kindParameters = new FeedParameters();
  private final SnapshotParameters snapshot = new SnapshotParameters();
  private Duration longPoll = Duration.ZERO;
  private Optional<String> initialCursor = Optional.empty();
  private Optional<JsonPathTo> entity = Optional.empty();
  private Optional<BodyMatch> deletedWhen = Optional.empty();
  private JsonPathTo sequence = JsonPathTo.field("sequence", "seq");
  private Optional<Boolean> dense = Optional.empty();
  private Set<Integer> expiredStatus = Set.of(410);
  private Optional<BodyMatch> expiredBody = Optional.empty();
  private FeedKind kind;

  /** Called once all parameters are set; rejects what cannot work together. */
  public void init() {
    snapshot.check();
    kind = kindParameters.toKind();
  }

  @Override
  public StreamRun newRun(RunStart start) {
    return new ReplayRun(start.id(), this, start.checkpoint(), start.now());
  }

  /** The parameters about the kind of feed. */
  public FeedParameters getKind() {
    return kindParameters;
  }

  /** The parameters about snapshots. */
  public SnapshotParameters getSnapshot() {
    return snapshot;
  }

  /** How long the API holds a request when there is nothing new. */
  public void setLongPoll(String duration) {
    this.longPoll = Durations.parse("longPoll", duration);
  }

  /** Where the first run begins; without it at the API's beginning. */
  public void setInitialCursor(String cursor) {
    this.initialCursor = Optional.of(cursor);
  }

  /** The JSONPath of the entity within a change. */
  public void setEntity(String path) {
    this.entity = Optional.of(new JsonPathTo("entity", path));
  }

  /** What makes a change a delete. */
  public void setDeletedWhen(String match) {
    this.deletedWhen = Optional.of(BodyMatch.parse("deletedWhen", match));
  }

  /** The field of a change that grows from one to the next. */
  public void setSequence(String field) {
    this.sequence = JsonPathTo.field("sequence", field);
  }

  /** Whether its numbers leave none out: {@code true}, {@code false}, or {@code auto}. */
  public void setDense(String dense) {
    this.dense = dense.equals("auto") ? Optional.empty() : Optional.of(Boolean.parseBoolean(dense));
  }

  /** Statuses, separated by commas, that say that a cursor is no longer known. */
  public void setExpiredStatus(String list) {
    if (!list.matches("\\s*[45]\\d\\d\\s*(,\\s*[45]\\d\\d\\s*)*")) {
      throw new IllegalArgumentException(
          "expiredStatus '" + list + "' is no list of statuses from 400 on, such as 410,404");
    }
    this.expiredStatus =
        Arrays.stream(list.strip().split("\\s*,\\s*"))
            .map(Integer::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What in a response, whatever its status, says that a cursor is no longer known. */
  public void setExpiredBody(String match) {
    this.expiredBody = Optional.of(BodyMatch.parse("expiredBody", match));
  }

  /** What the run that finds a checkpoint asks for first. */
  public Step resume(Checkpoint checkpoint) {
    Optional<Checkpoint.Snapshot> underWay = checkpoint.snapshot();
    if (underWay.isPresent()) {
      return underWay.get().anchored()
          ? new Step.SnapshotPage(checkpoint.position())
          : new Step.Anchor();
    }
    // Before its first page nobody knows that it is a feed, and a cursor set by hand is a position.
    Optional<String> cursor = checkpoint.lastCursor().or(checkpoint::position);
    boolean neverRan = cursor.isEmpty() && checkpoint.lastSuccess().isEmpty();
    return neverRan && snapshot.isAtStart()
        ? new Step.Anchor()
        : Step.Poll.after(cursor.or(() -> initialCursor));
  }

  /** What finds out that the feed stands still, goes back or leaves something out, for one run. */
  public FeedGuard guard(Checkpoint checkpoint) {
    return new FeedGuard(new Numbering(sequence, dense), checkpoint.numbers());
  }

  /** Whether the API refused a cursor because it no longer knows it. */
  public boolean isExpired(Throwable failure) {
    return failure instanceof ExpiredCursorException
        || failure instanceof HttpOperationFailedException refused && expiry().is(refused);
  }

  FeedKind kind() {
    return kind;
  }

  Shape shape() {
    return new Shape(entity, deletedWhen);
  }

  Expiry expiry() {
    return new Expiry(expiredStatus, expiredBody);
  }

  Call.Patience patience() {
    return new Call.Patience(longPoll, kindParameters.window());
  }

  /** The feed's own request, before its cursor. */
  Target base() {
    return target(path());
  }

  /** The request that tells where the feed ends. */
  Target anchorRequest() {
    String path = snapshot.anchorPath().orElseThrow();
    return new Target("GET", URI.create(api().baseUrl() + path), Map.of(), Optional.empty());
  }

  Locator anchor() {
    return snapshot.anchor().orElseThrow();
  }
}
