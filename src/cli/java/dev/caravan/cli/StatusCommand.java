package dev.caravan.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.time.Durations;
import dev.caravan.lake.store.LakeStatus;
import dev.caravan.run.Pauses;
import dev.caravan.run.history.StreamStatus;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: where each stream stands and how its latest run ended, from the database. */
@Command(
    name = "status",
    description = "Says where each stream stands and how its latest run ended.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--json", description = "As JSON, one array with an object per stream.")
  private boolean json;

  @Option(
      names = "--fail",
      description =
          "Exits with 1 when the latest run of a stream failed, a worker waits for something that is"
              + " away, or one is overdue by --overdue;"
              + " or when none has ever run on this database.")
  private boolean fail;

  @Option(
      names = "--overdue",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "",
      description =
          "With --fail: a stream whose next run should have begun a minute ago, or of whose run"
              + " nothing was heard for five, is overdue; with a duration, such as 2h, one without a"
              + " complete scan for so long.")
  private Optional<String> overdue = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      Database database = engine.bean("caravanDatabase", Database.class);
      List<StreamStatus> all = new StreamStatuses(database).all();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(
            new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(all.stream().map(StreamStatus::toJson).toList()));
      } else if (all.isEmpty()) {
        out.println("No stream has run yet on this database, " + database.name() + ".");
      } else {
        all.forEach(out::println);
        Set<String> paused = new Pauses(database).all();
        if (!paused.isEmpty()) {
          out.println("Paused by hand, no run of theirs begins: " + String.join(", ", paused));
        }
        LakeStatus.all(database)
            .forEach(table -> out.println("Lake: " + table.line(Instant.now())));
      }
      out.flush();
      // Where nothing ever ran nothing is known to be well: it may be the wrong database.
      return fail && (all.isEmpty() || all.stream().anyMatch(this::isBad)) ? Problem.FAILED : 0;
    }
  }

  private boolean isBad(StreamStatus status) {
    return status.isFailed() || overdue.filter(longest -> isOverdue(status, longest)).isPresent();
  }

  private static boolean isOverdue(StreamStatus status, String longest) {
    Instant now = Instant.now();
    return longest.isEmpty()
        ? status.isLate(now)
        : status.isOverdue(now.minus(Durations.parse("--overdue", longest)));
  }
}
