package dev.caravan.cli;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Counted;
import dev.caravan.config.NearestName;
import dev.caravan.state.database.Database;
import dev.caravan.worker.Worker;
import dev.caravan.worker.Workers;
import dev.caravan.worker.deadletter.EventReplay;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code worker replay}: has a worker apply events again that it has applied. */
@Command(
    name = "replay",
    description =
        "Has a worker apply events again that it has applied: takes their ids out of the ledger and"
            + " sends their messages to the topic once more.",
    mixinStandardHelpOptions = true)
final class WorkerReplayCommand implements Callable<Integer> {
  /** Nothing is worked on, received or pulled by a verb that only sends. */
  private static final Map<String, String> AT_REST =
      Map.of("camel.main.autoStartup", "false", "camel.management.enabled", "false");

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "WORKER", description = "The worker, named as its route.")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Only events that Kafka took at this time or later, as in 2026-11-24T04:00:00Z.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only events that it took before this time.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Only the event with this id; may be said several times.")
  private Set<String> ids = Set.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (from.isEmpty() && ids.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "say --from, --id, or both");
    }
    EventReplay.Choice choice = new EventReplay.Choice(time("--from", from), time("--to", to), ids);
    try (Engine engine = Engine.withRoutes(options, AT_REST)) {
      engine.start();
      EventReplay.Replayed replayed =
          new EventReplay(
                  engine.kafkaClient(),
                  engine.bean("caravanDatabase", Database.class),
                  worker(engine.bean("caravanWorkers", Workers.class)))
              .replay(choice);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("Applying %s of %s again%n", Counted.of(replayed.events(), "event"), name);
      if (replayed.others() > 0) {
        out.printf(
            "%d others are not in the ledger: repetitions, dead letters, skipped events, or older"
                + " than it remembers%n",
            replayed.others());
      }
      out.flush();
      return replayed.events() == 0 && !ids.isEmpty() ? Problem.FAILED : 0;
    }
  }

  private Worker worker(Workers workers) {
    return workers
        .find(name)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "there is no worker "
                        + name
                        + NearestName.of(name, workers.names())
                            .map(near -> ", did you mean " + near + "?")
                            .orElse("")
                        + "; "
                        + options.routes()
                        + " has "
                        + workers.names()));
  }

  private Optional<Instant> time(String option, Optional<String> text) {
    try {
      return text.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %s is no time with its zone, as in 2026-11-24T04:00:00Z"
              .formatted(option, text.orElseThrow()));
    }
  }
}
