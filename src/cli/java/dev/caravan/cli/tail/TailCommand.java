package dev.caravan.cli.tail;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tail}: follows the runs of a stream, whichever process they are in. */
@Command(
    name = "tail",
    description =
        "Follows the runs of a stream or a worker in any process on the database: pages, rows,"
            + " waits, errors; until Ctrl-C.",
    mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {
  private static final Duration LOOK_UP = Duration.ofMillis(500);
  private static final Duration OTHER_CLOCKS = Duration.ofMinutes(5);
  private static final String LATEST =
      "select "
          + SeenRun.COLUMNS
          + " from caravan_run where stream = ? order by started desc, run_id desc limit ?";
  private static final String SINCE =
      "select "
          + SeenRun.COLUMNS
          + " from caravan_run where stream = ? and started >= ? order by started, run_id";

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "STREAM", description = "The id of the stream's or the worker's route.")
  private String stream;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "Begins with so many of the runs that have ended (default: ${DEFAULT-VALUE}).")
  private int lines = 10;

  @Spec private CommandSpec spec;

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    if (lines < 0) {
      throw new ConfigurationException("--lines " + lines + " is below 0");
    }
    try (Engine engine = Engine.withoutRoutes(options)) {
      engine.start();
      follow(engine.bean("caravanDatabase", Database.class));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  /** Until nobody listens any more. */
  private void follow(Database database) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    RunLog log = new RunLog(out::println);
    List<SeenRun> latest = latest(database);
    log.history(latest, lines);
    sayWhatIsAwaited(database, latest);
    Instant since = next(latest, clock.instant());
    log.history(since(database, since), 0);
    boolean away = false;
    while (!out.checkError()) {
      try {
        List<SeenRun> runs = since(database, since);
        log.look(runs, clock.instant());
        since = next(runs, since);
        away = false;
      } catch (DataAccessException e) {
        if (!away) {
          spec.commandLine().getErr().println("caravan: " + Causes.of(e) + "; tries again");
        }
        away = true;
      }
      Thread.sleep(LOOK_UP.toMillis());
    }
  }

  /**
   * From when on runs matter: what is under way, and what clocks of other machines make earlier.
   */
  private static Instant next(List<SeenRun> runs, Instant otherwise) {
    return runs.stream()
        .filter(SeenRun::isUnderWay)
        .findFirst()
        .or(() -> runs.stream().reduce((first, last) -> last))
        .map(run -> run.started().minus(OTHER_CLOCKS))
        .orElse(otherwise);
  }

  private void sayWhatIsAwaited(Database database, List<SeenRun> latest) {
    if (latest.isEmpty()) {
      List<String> others =
          database
              .jdbc()
              .queryForList("select distinct stream from caravan_run order by 1", String.class);
      spec.commandLine()
          .getErr()
          .println(
              "no run of %s is in this database yet, %s; it has runs of %s"
                  .formatted(
                      stream,
                      database.name(),
                      others.isEmpty() ? "nothing" : String.join(", ", others)));
    }
  }

  /** In the order in which they began. */
  private List<SeenRun> latest(Database database) {
    List<SeenRun> runs =
        new ArrayList<>(
            database
                .jdbc()
                .query(
                    LATEST,
                    (row, number) -> SeenRun.of(database.kind(), row),
                    stream,
                    Math.max(lines, 1) + 1));
    Collections.reverse(runs);
    return runs;
  }

  private List<SeenRun> since(Database database, Instant instant) {
    return database
        .jdbc()
        .query(
            SINCE,
            (row, number) -> SeenRun.of(database.kind(), row),
            stream,
            database.time(instant));
  }
}
