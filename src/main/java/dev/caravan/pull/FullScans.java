package dev.caravan.pull;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Follows the scans of a stream that deletes what they do not list, over all the runs that a scan
 * takes. For one run.
 */
public final class FullScans {
  private final ScanTargets targets;
  private final Stream stream;
  private final DeleteMode mode;
  private final String run;
  private int begun;
  private Optional<String> next = Optional.empty();
  private Optional<String> scan;
  private Optional<SnapshotPart> current = Optional.empty();
  private Optional<SnapshotPart> last = Optional.empty();
  private Optional<String> doubt = Optional.empty();

  private FullScans(ScanTargets targets, Stream stream, String mode, String run) {
    this.targets = targets;
    this.stream = stream;
    this.mode = DeleteMode.valueOf(mode.toUpperCase(Locale.ROOT));
    this.run = run;
    this.scan = targets.current(stream.name());
  }

  /** For a run of a stream; empty when the stream deletes nothing. */
  public static Optional<FullScans> of(ScanTargets targets, Stream stream, String run) {
    return stream.getMissing().mode().map(mode -> new FullScans(targets, stream, mode, run));
  }

  /** A page is about to be asked for; at the first one a scan begins. */
  void requesting(Optional<String> position) {
    if (position.isEmpty()) {
      String id = begun++ == 0 ? run : run + "-" + begun;
      targets.begin(stream.name(), id);
      next = Optional.of(id);
    }
  }

  /** Tells the sinks what a page is part of. Within its transaction. */
  void prepare(Page page, Instant started, Exchange exchange) {
    SnapshotPart.expectOn(exchange);
    last = Optional.empty();
    current = Optional.empty();
    if (page.position().isEmpty()) {
      scan = next;
      targets.enter(stream.name(), scan.orElseThrow());
    }
    doubt = Optional.of(page).filter(each -> !each.hasNext()).flatMap(FullScans::doubt);
    if (scan.isPresent()) {
      SnapshotPart part = part(scan.get(), page, started);
      part.putOn(exchange);
      current = Optional.of(part);
      last = current.filter(SnapshotPart::last);
    }
  }

  private SnapshotPart part(String id, Page page, Instant started) {
    return new SnapshotPart(
        stream.name(),
        id,
        page.position().isEmpty(),
        !page.hasNext() && doubt.isEmpty(),
        stream.getMissing().maxDeletes(),
        new SnapshotPart.FullScan(mode, started, asSent(page.records())));
  }

  /** Why what the scan did not list may be there all the same. */
  private static Optional<String> doubt(Page page) {
    if (!page.judged().notes().isEmpty()) {
      return Optional.of("the end of the scan is not beyond doubt");
    }
    return page.judged().walked().seam().pushed()
        ? Optional.of(
            "the list moved while it was read, and what moved to its front meanwhile was on no page; ask in path for an order in which records keep their place, such as by id")
        : Optional.empty();
  }

  /** A page went through the route: what it did not bring to a target is not listed there. */
  void written(Page page) {
    current.ifPresent(part -> targets.passed(part, page.records().size()));
    last.ifPresent(SnapshotPart::end);
    if (!page.hasNext()) {
      targets.requireReplaced(stream.name(), doubt);
    }
  }

  /** Copies, since the steps of a route may change list and records in place. */
  private static List<?> asSent(List<?> records) {
    List<Object> sent = new ArrayList<>(records.size());
    records.forEach(each -> sent.add(each instanceof Map<?, ?> map ? new HashMap<>(map) : each));
    return sent;
  }

  /** What the end of the scan did, in words. */
  String outcome() {
    if (doubt.isPresent()) {
      return "nothing was deleted: " + doubt.get();
    }
    if (last.isEmpty()) {
      return "nothing was deleted: the scan was not followed from its beginning, since its position was set by hand or it began before deleteMissing was set";
    }
    return last.get().outcomes().isEmpty()
        ? "nothing was deleted: the route let the last page pass neither caravan-upsert nor caravan-kafka"
        : String.join(", ", last.get().outcomes());
  }
}
