package dev.caravan.cli.quarantine;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.Counted;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.state.database.Database;
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

/** {@code quarantine discard}: nobody wants them loaded. */
@Command(
    name = "discard",
    description =
        "Leaves records in quarantine out of list and retry from now on; they stay in the table,"
            + " marked as discarded.",
    mixinStandardHelpOptions = true)
final class QuarantineDiscardCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private QuarantineChoice choice = new QuarantineChoice();

  @Parameters(paramLabel = "ID", description = "Records with these numbers.")
  private Set<Long> ids = Set.of();

  @Option(names = "--all", description = "All that list shows, up to --limit.")
  private boolean all;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (ids.isEmpty() && !choice.isNarrow() && !all) {
      throw new ParameterException(
          spec.commandLine(),
          "name records by their numbers, or say --stream, --target, --reason or --all");
    }
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      int discarded =
          new QuarantineTable(engine.bean("caravanDatabase", Database.class))
              .discard(choice.of(ids, false));
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s discarded%n", Counted.of(discarded, "record"));
      out.flush();
      return discarded == 0 && !ids.isEmpty() ? Problem.FAILED : 0;
    }
  }
}
