package dev.caravan.cli.quarantine;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.quarantine.kept.KeptRecord;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine show}: one record that could not be loaded, as a whole. */
@Command(
    name = "show",
    description = "Shows a record in quarantine, whatever became of it.",
    mixinStandardHelpOptions = true)
final class QuarantineShowCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "ID", description = "The number that list shows first.")
  private long id;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      Optional<KeptRecord> found =
          new QuarantineTable(engine.bean("caravanDatabase", Database.class)).find(id);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          found
              .map(QuarantineText::whole)
              .orElse("No record in quarantine has the number " + id + "."));
      out.flush();
      return found.isPresent() ? 0 : 1;
    }
  }
}
