package dev.caravan.cli.query;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code runs}: what the runs of a stream or a worker did, the latest first. */
@Command(
    name = "runs",
    description = "Shows the runs of a stream or a worker with their counts, the latest first.",
    mixinStandardHelpOptions = true)
public final class RunsCommand implements Callable<Integer> {
  private static final String RUNS =
      """
      select started, ended, state, pages, fetched, inserted, updated, unchanged, repeated, deleted, sent,
        quarantined, dropped, events, applied, dead_letters, requests, retries, waited_ms,
        error, notes, run_id
      from caravan_run where stream = ? order by started desc, run_id desc
      """;

  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private RowsOptions rows = new RowsOptions();

  @Parameters(paramLabel = "STREAM", description = "The id of the stream's or the worker's route.")
  private String stream;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      Database database = engine.bean("caravanDatabase", Database.class);
      requireRuns(database);
      PrintWriter out = spec.commandLine().getOut();
      new ReadOnlyStatement(RUNS, rows.limit())
          .run(database, new Object[] {stream}, rows.rows(out));
      out.flush();
    }
    return 0;
  }

  private void requireRuns(Database database) {
    List<String> streams =
        database
            .jdbc()
            .queryForList("select distinct stream from caravan_run order by 1", String.class);
    if (!streams.contains(stream)) {
      throw new ConfigurationException(
          "no run of %s is in this database, %s; it has runs of %s"
              .formatted(
                  stream,
                  database.name(),
                  streams.isEmpty() ? "nothing yet" : String.join(", ", streams)));
    }
  }
}
