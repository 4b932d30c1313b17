package dev.caravan.cli.deadletters;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.config.Counted;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deadletters replay}: sends them back to where they came from. */
@Command(
    name = "replay",
    description =
        "Sends the dead letters of a topic back to it that were neither replayed nor discarded, or"
            + " those that are named.",
    mixinStandardHelpOptions = true)
final class DeadLettersReplayCommand implements Callable<Integer> {
  @Mixin private DeadLettersOptions options = new DeadLettersOptions();
  @Mixin private DeadLettersChoice choice = new DeadLettersChoice();

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "Only letters of events with these ids, or at these positions, as in 0@17.")
  private Set<String> ids = Set.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Engine engine = Engine.withoutRoutes(options.common())) {
      engine.start();
      DeadLetterTopic.Replayed replayed = options.letters(engine).replay(choice.of(ids));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%s of %s sent back%n", Counted.of(replayed.sent(), "message"), options.topicOfLetters());
      replayed
          .gone()
          .forEach(
              origin ->
                  out.printf(
                      "%s is not sent back: its letter was too large to hold it, and the topic"
                          + " holds it no more%n",
                      origin));
      out.flush();
      return replayed.sent() == 0 && !ids.isEmpty() ? Problem.FAILED : 0;
    }
  }
}
