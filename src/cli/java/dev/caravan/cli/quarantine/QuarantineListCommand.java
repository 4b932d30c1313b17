package dev.caravan.cli.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.auth.PlainText;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.quarantine.kept.KeptRecord;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarantine list}: what could not be loaded and why. */
@Command(
    name = "list",
    description = "Shows the records in quarantine of which nothing became, the latest first.",
    mixinStandardHelpOptions = true)
final class QuarantineListCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private QuarantineChoice choice = new QuarantineChoice();

  @Option(
      names = "--all",
      description = "Also those that were healed, superseded, retried or discarded.")
  private boolean all;

  @Option(names = "--json", description = "As JSON, one array with an object per record.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      QuarantineTable table = new QuarantineTable(engine.bean("caravanDatabase", Database.class));
      List<KeptRecord> records = table.list(choice.of(Set.of(), all));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(
            PlainText.json(
                new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(records.stream().map(QuarantineText::json).toList())));
      } else if (records.isEmpty()) {
        out.println("No records in quarantine.");
      } else {
        records.forEach(each -> out.println(QuarantineText.brief(each)));
      }
      out.flush();
    }
    return 0;
  }
}
