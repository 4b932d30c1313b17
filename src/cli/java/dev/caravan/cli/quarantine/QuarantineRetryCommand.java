package dev.caravan.cli.quarantine;

import dev.caravan.api.auth.PlainText;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.launch.QuietRoutes;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.quarantine.kept.KeptRecord;
import dev.caravan.quarantine.kept.QuarantineTable;
import dev.caravan.run.retry.RetryRecord;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine retry}: through the steps of their routes once more. */
@Command(
    name = "retry",
    description =
        "Sends records in quarantine through the steps of their routes again; those that cannot be"
            + " loaded stay, with the reason.",
    mixinStandardHelpOptions = true)
final class QuarantineRetryCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private QuarantineChoice choice = new QuarantineChoice();

  @Parameters(paramLabel = "ID", description = "Records with these numbers.")
  private Set<Long> ids = Set.of();

  @Option(names = "--all", description = "All that list shows, up to --limit.")
  private boolean all;

  @Spec private CommandSpec spec;

  /** Returns 0 when all of them are where they should be now. */
  @Override
  public Integer call() {
    if (ids.isEmpty() && !choice.isNarrow() && !all) {
      throw new ParameterException(
          spec.commandLine(),
          "name records by their numbers, or say --stream, --target, --reason or --all");
    }
    try (Engine engine = Engine.withRoutes(options, QuietRoutes.SETTINGS).with(new QuietRoutes())) {
      engine.start();
      RetryRecord retry = engine.bean("caravanRetryRecord", RetryRecord.class);
      Collection<Long> chosen = chosen(engine);
      PrintWriter out = spec.commandLine().getOut();
      int loaded = 0;
      for (long id : chosen) {
        RetryRecord.Attempt attempt = retry.retry(id);
        loaded += attempt.loaded() ? 1 : 0;
        out.printf("%d: %s%n", id, PlainText.of(attempt.text()));
        out.flush();
      }
      out.printf("%d of %d records loaded%n", loaded, chosen.size());
      out.flush();
      return loaded == chosen.size() ? 0 : Problem.FAILED;
    }
  }

  /** From the oldest, so that of two without a version the later one stays. */
  private Collection<Long> chosen(Engine engine) {
    if (!ids.isEmpty()) {
      return new TreeSet<>(ids);
    }
    return new QuarantineTable(engine.bean("caravanDatabase", Database.class))
        .list(choice.of(Set.of(), false)).stream()
            .map(KeptRecord::id)
            .collect(Collectors.toCollection(TreeSet::new));
  }
}
