package dev.caravan.cli;

import dev.caravan.work.DeadLetterTopic;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What both verbs of {@code deadletters} take. */
final class DeadLettersOptions {
  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "TOPIC", description = "The topic whose messages were given up.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "TOPIC",
      description = "The topic of the dead letters (default: TOPIC.dead).")
  private Optional<String> from = Optional.empty();

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

  /** What the verb is told to choose. */
  DeadLetterTopic.Choice choice(boolean again) {
    return new DeadLetterTopic.Choice(reason, limit, again);
  }

  String topicOfLetters() {
    return from.orElse(topic + ".dead");
  }

  CommonOptions common() {
    return common;
  }

  /** The topic, by the Kafka that the running routes use. */
  DeadLetterTopic letters(Engine engine) {
    return new DeadLetterTopic(engine.kafkaClient(), topicOfLetters());
  }
}
