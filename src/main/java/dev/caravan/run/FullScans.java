package dev.caravan.run;

import dev.caravan.load.DeleteMode;
import dev.caravan.load.ScanTargets;
import dev.caravan.load.SnapshotPart;
import dev.caravan.pull.Page;
import dev.caravan.pull.Stream;
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
final class FullScans {
  private final ScanTargets targets;
  private final Stream stream;
  private final DeleteMode mode;
  private final String run;
  private int begun;
  private Optional<String> next = Optional.empty();
  private Optional<String> scan;
  private Optional<SnapshotPart> last = Optional.empty();
  private boolean doubtful;

  private FullScans(ScanTargets targets, Stream stream, String mode, String run) {
    this.targets = targets;
    this.stream = stream;
    this.mode = DeleteMode.valueOf(mode.toUpperCase(Locale.ROOT));
    this.run = run;
    this.scan = targets.current(stream.name());
  }

  /** For a run of a stream; empty when the stream deletes nothing. */
  static Optional<FullScans> of(ScanTargets targets, Stream stream, String run) {
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
    if (page.position().isEmpty()) {
      scan = next;
      targets.enter(stream.name(), scan.orElseThrow());
    }
    doubtful = !page.hasNext() && !page.judged().notes().isEmpty();
    if (scan.isPresent()) {
      SnapshotPart part = part(scan.get(), page, started);
      part.putOn(exchange);
      last = Optional.of(part).filter(SnapshotPart::last);
    }
  }

  private SnapshotPart part(String id, Page page, Instant started) {
    return new SnapshotPart(
        stream.name(),
        id,
        page.position().isEmpty(),
        !page.hasNext() && !doubtful,
        stream.getMissing().maxDeletes(),
        new SnapshotPart.FullScan(mode, started, asSent(page.records())));
  }

  /** Copies, since the steps of a route may change list and records in place. */
  private static List<?> asSent(List<?> records) {
    List<Object> sent = new ArrayList<>(records.size());
    records.forEach(each -> sent.add(each instanceof Map<?, ?> map ? new HashMap<>(map) : each));
    return sent;
  }

  /** What the end of the scan did, in words. */
  String outcome() {
    if (doubtful) {
      return "nothing was deleted: the end of the scan is not beyond doubt";
    }
    if (last.isEmpty()) {
      return "nothing was deleted: the scan was not followed from its beginning, since its position was set by hand or it began before deleteMissing was set";
    }
    return last.get().outcomes().isEmpty()
        ? "nothing was deleted: the route let the last page pass neither caravan-upsert nor caravan-kafka"
        : String.join(", ", last.get().outcomes());
  }
}
