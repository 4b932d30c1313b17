package dev.caravan.cli.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.auth.PlainText;
import dev.caravan.cli.launch.Engine;
import dev.caravan.worker.deadletter.DeadLetterView;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deadletters list}: what was given up and why. */
@Command(
    name = "list",
    description = "Shows the dead letters of a topic that were neither replayed nor discarded.",
    mixinStandardHelpOptions = true)
final class DeadLettersListCommand implements Callable<Integer> {
  @Mixin private DeadLettersOptions options = new DeadLettersOptions();
  @Mixin private DeadLettersChoice choice = new DeadLettersChoice();

  @Option(names = "--all", description = "Also those that were replayed or discarded.")
  private boolean all;

  @Option(names = "--json", description = "As JSON, one array with an object per letter.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (Engine engine = Engine.withoutRoutes(options.common())) {
      engine.start();
      List<DeadLetterView> letters = options.letters(engine).list(choice.of(all));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(
            PlainText.json(
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(letters)));
      } else if (letters.isEmpty()) {
        out.println("No dead letters in " + options.topicOfLetters() + ".");
      } else {
        letters.forEach(out::println);
      }
      out.flush();
    }
    return 0;
  }
}
