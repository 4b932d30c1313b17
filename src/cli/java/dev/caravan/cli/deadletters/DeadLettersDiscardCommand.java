package dev.caravan.cli.deadletters;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.config.Counted;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deadletters discard}: nobody wants them applied. */
@Command(
    name = "discard",
    description =
        "Leaves dead letters out of list and replay from now on; they stay in their topic, and"
            + " replay takes those that are named.",
    mixinStandardHelpOptions = true)
final class DeadLettersDiscardCommand implements Callable<Integer> {
  @Mixin private DeadLettersOptions options = new DeadLettersOptions();
  @Mixin private DeadLettersChoice choice = new DeadLettersChoice();

  @Parameters(
      index = "1..*",
      paramLabel = "ID",
      description = "Letters of events with these ids, or at these positions, as in 0@17.")
  private Set<String> ids = Set.of();

  @Option(names = "--all", description = "All that were neither replayed nor discarded.")
  private boolean all;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (ids.isEmpty() && !choice.isByReason() && !all) {
      throw new ParameterException(
          spec.commandLine(), "name letters by their ids, or say --reason or --all");
    }
    try (Engine engine = Engine.withoutRoutes(options.common())) {
      engine.start();
      long discarded = options.letters(engine).discard(choice.of(ids));
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s of %s discarded%n", Counted.of(discarded, "letter"), options.topicOfLetters());
      out.flush();
      return discarded == 0 && !ids.isEmpty() ? Problem.FAILED : 0;
    }
  }
}
