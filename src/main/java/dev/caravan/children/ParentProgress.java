package dev.caravan.children;

import dev.caravan.api.http.Statuses;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.Parents;
import dev.caravan.pull.FilterWatch;
import dev.caravan.pull.Page;
import dev.caravan.pull.ScanGuard;
import dev.caravan.pull.ScanStart;
import dev.caravan.pull.Stream;
import dev.caravan.pull.end.Verdict;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.state.Known;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the scans of the open parents are: each is guarded against loops like the scan of any
 * stream, and keeps its own newest mark. The threads that fetch ask {@link #isAbout} only.
 */
public final class ParentProgress {
  private static final Logger LOG = LoggerFactory.getLogger(ParentProgress.class);

  private final Stream stream;
  private final String noun;
  private final Clock clock;
  private final Consumer<String> notes;
  private final Optional<FilterWatch> filter;
  private final Optional<Batches> parents;
  private Known known;
  private final Map<String, ScanGuard> guards = new HashMap<>();
  private final Set<String> resumed = new HashSet<>();

  /** How far the windows of a stream are, whose bounds somebody else looks at. */
  public ParentProgress(Stream stream, Known known, Consumer<String> notes, Clock clock) {
    this(stream, "window", Optional.empty(), Optional.empty(), known, notes, clock);
  }

  ParentProgress(Stream stream, Parents parents, Known known, Consumer<String> notes, Clock clock) {
    this(
        stream,
        "parent",
        Optional.of(new FilterWatch(stream, false)),
        Optional.of(new Batches(parents)),
        known,
        notes,
        clock);
  }

  private ParentProgress(
      Stream stream,
      String noun,
      Optional<FilterWatch> filter,
      Optional<Batches> parents,
      Known known,
      Consumer<String> notes,
      Clock clock) {
    this.stream = stream;
    this.noun = noun;
    this.filter = filter;
    this.parents = parents;
    this.known = known;
    this.notes = notes;
    this.clock = clock;
  }

  /** What the scans of all parents have shown of how the API pages. */
  public Known known() {
    return known;
  }

  /** The API has shown this. */
  public void learn(String what) {
    known = known.with(Set.of(what));
  }

  /** An earlier run left these parents open. */
  public void resume(List<OpenParent> left) {
    left.stream()
        .filter(open -> open.position().isPresent())
        .forEach(open -> resumed.add(open.parent().id()));
  }

  /**
   * Whether a status says that a parent is gone, or that the position at which its scan was to be
   * resumed has expired. Anywhere else in a scan it is a failure, never the end of the data.
   */
  public boolean isAbout(OpenParent open, int status) {
    if (open.position().isEmpty()) {
      return Statuses.GONE.contains(status);
    }
    return resumed.contains(open.parent().id()) && Statuses.EXPIRED.contains(status);
  }

  /** A parent whose position has expired, from its first page on; empty when it is gone itself. */
  public Optional<OpenParent> startAgain(OpenParent parent) {
    if (parent.position().isEmpty()) {
      return Optional.empty();
    }
    LOG.warn("stream {}: the API no longer knows {}; its scan starts again", stream.name(), parent);
    resumed.remove(parent.parent().id());
    return Optional.of(parent.anew(clock.instant()));
  }

  /**
   * A parent after a page; without a position, and with its new watermark, when that was its last.
   */
  public OpenParent after(OpenParent parent, Page page) {
    String id = parent.parent().id();
    filter.flatMap(watch -> watch.look(page, parent.watermark())).ifPresent(notes);
    ScanStart start = parent.position().isEmpty() ? begin(parent, page) : parent.start();
    resumed.remove(id);
    int heeded = parents.map(each -> each.heeded(parent, page.records())).orElse(0);
    ScanGuard guard = guards.computeIfAbsent(id, any -> new ScanGuard(stream, parent.walked()));
    Verdict verdict = guard.inspect(page, known).judged();
    known =
        parents.map(each -> each.learn(verdict.known(), heeded)).orElseGet(() -> verdict.known());
    verdict.notes().forEach(text -> notes.accept(noun + " " + parent.parent() + ": " + text));
    Optional<Watermark> watermark = stream.watermark();
    Optional<String> newest =
        watermark.flatMap(mark -> mark.newer(parent.maxSeen(), page.newestMark()));
    OpenParent after = parent.at(start, verdict.next(), newest, verdict.walked()).heeding(heeded);
    if (verdict.next().isPresent()) {
      guard.pass(parent.position(), verdict.next().get());
      return after;
    }
    guards.remove(id);
    return watermark
        .map(mark -> after.advancedTo(mark.advance(parent.watermark(), newest, start.ceiling())))
        .orElse(after);
  }

  /** How many parents of a request whose response came to its end are complete. */
  int complete(OpenParent batch) {
    return parents.map(each -> each.complete(batch, known)).orElse(1);
  }

  /** Forgets how far a parent is, which is asked for again. */
  public void forget(OpenParent parent) {
    guards.remove(parent.parent().id());
  }

  /** Looks at the first page of a parent; when its scan began. */
  private ScanStart begin(OpenParent parent, Page first) {
    Optional<Watermark> watermark = stream.watermark();
    watermark.ifPresent(mark -> mark.requireIn(first.records(), parent.watermark()));
    return parent.start().after(first, watermark);
  }
}
