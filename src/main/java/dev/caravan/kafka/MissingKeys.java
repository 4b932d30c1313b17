package dev.caravan.kafka;

import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a full scan lists of the keys of a topic, as far as that is beyond doubt. */
final class MissingKeys {
  private final ScanTargets targets;
  private final KafkaParameters parameters;
  private final SnapshotPart part;

  MissingKeys(ScanTargets targets, KafkaParameters parameters, SnapshotPart part) {
    this.targets = targets;
    this.parameters = parameters;
    this.part = part;
  }

  /**
   * The keys of the records as the API sent them, so that none counts as gone that the route
   * dropped. Counts those that nobody can tell.
   */
  Set<String> listed(SnapshotPart.FullScan scan, EventPage page) {
    List<String> sent =
        scan.listed().stream()
            .flatMap(record -> parameters.identity().key(record).stream())
            .map(parameters.key()::of)
            .toList();
    Set<String> listed = sent.stream().collect(Collectors.toSet());
    boolean keptKeys = page.received() > 0 && listed.containsAll(page.keys());
    targets.note(
        parameters.target(),
        part,
        keptKeys
            ? scan.listed().size() - sent.size()
            : Math.abs(scan.listed().size() - page.received()),
        page.unkeyed());
    return listed;
  }

  /** Why nothing may be taken as gone at the end, if there is a reason. */
  Optional<String> doubt() {
    return part.scan().flatMap(scan -> targets.doubt(parameters.target(), part));
  }
}
