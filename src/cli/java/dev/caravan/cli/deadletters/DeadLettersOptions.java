package dev.caravan.cli.deadletters;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.state.database.Database;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which topic the verbs of {@code deadletters} are about. */
final class DeadLettersOptions {
  @Mixin private CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "TOPIC",
      description = "The topic whose messages were given up.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "TOPIC",
      description = "The topic of the dead letters (default: TOPIC.dead).")
  private Optional<String> from = Optional.empty();

  String topicOfLetters() {
    return from.orElse(topic + ".dead");
  }

  CommonOptions common() {
    return common;
  }

  /** The topic, by the Kafka that the running routes use. */
  DeadLetterTopic letters(Engine engine) {
    return new DeadLetterTopic(
        engine.kafkaClient(), engine.bean("caravanDatabase", Database.class), topicOfLetters());
  }
}
