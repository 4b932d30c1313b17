package dev.caravan.cli.quarantine;

import dev.caravan.quarantine.kept.Choice;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which records a verb of {@code quarantine} is about. */
final class QuarantineChoice {
  @Option(
      names = "--stream",
      paramLabel = "STREAM",
      description = "Only records of this stream or worker.")
  private Optional<String> stream = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "TABLE",
      description = "Only records for this table, or for a topic, as in kafka:items.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only records with this reason, such as missing_key.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many, the latest (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  /** Whether it leaves any out. */
  boolean isNarrow() {
    return stream.isPresent() || target.isPresent() || reason.isPresent();
  }

  /**
   * What the verb is told to choose.
   *
   * @param decided also those of which something became
   */
  Choice of(Set<Long> ids, boolean decided) {
    return new Choice(ids, stream, target, reason, decided, Optional.empty(), limit);
  }
}
