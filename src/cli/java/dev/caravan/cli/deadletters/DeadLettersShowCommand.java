package dev.caravan.cli.deadletters;

import dev.caravan.cli.launch.Engine;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import dev.caravan.worker.deadletter.DeadLetterView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deadletters show}: one message that was given up, as a whole. */
@Command(
    name = "show",
    description = "Shows a dead letter with its headers and its value, replayed or not.",
    mixinStandardHelpOptions = true)
final class DeadLettersShowCommand implements Callable<Integer> {
  @Mixin private DeadLettersOptions options = new DeadLettersOptions();

  @Parameters(
      index = "1",
      paramLabel = "ID",
      description = "The id of an event, or a letter's position in its topic, as in 0@17.")
  private String id;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Engine engine = Engine.withoutRoutes(options.common())) {
      engine.start();
      List<DeadLetterView> letters =
          options
              .letters(engine)
              .list(new DeadLetterTopic.Choice(Set.of(id), Optional.empty(), Long.MAX_VALUE, true));
      PrintWriter out = spec.commandLine().getOut();
      if (letters.isEmpty()) {
        out.printf(
            "No dead letter in %s is of the event %s or at that position.%n",
            options.topicOfLetters(), id);
      }
      letters.forEach(letter -> out.println(letter.whole()));
      out.flush();
      return letters.isEmpty() ? 1 : 0;
    }
  }
}
