package dev.caravan.cli.deadletters;

import dev.caravan.worker.deadletter.DeadLetterTopic;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which letters of a topic a verb of {@code deadletters} is about. */
final class DeadLettersChoice {
  @Option(
      names = "--reason",
      paramLabel = "CODE",
      description = "Only letters with this reason, such as failed.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private long limit = 1_000_000;

  /** Whether it leaves any out. */
  boolean isByReason() {
    return reason.isPresent();
  }

  /** What the verb is told to choose. */
  DeadLetterTopic.Choice of(boolean again) {
    return new DeadLetterTopic.Choice(Set.of(), reason, limit, again);
  }

  /** The same, of letters that are named; those are chosen whatever was done with them before. */
  DeadLetterTopic.Choice of(Set<String> ids) {
    return new DeadLetterTopic.Choice(ids, reason, limit, !ids.isEmpty());
  }
}
