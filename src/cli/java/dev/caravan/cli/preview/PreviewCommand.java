package dev.caravan.cli.preview;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.progress.OnceRun;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.database.Database;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code preview}: runs a stream into a database that is thrown away, so that what it shows is what
 * a run does, and nothing is written that stays.
 */
@Command(
    name = "preview",
    description =
        "Shows what the first pages of a stream would become: rows, columns, quarantine, the next"
            + " position. Nothing is written, and nothing is sent but the requests for the pages.",
    mixinStandardHelpOptions = true)
public final class PreviewCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "STREAM", description = "The stream, named as its route.")
  private String stream;

  @Option(
      names = "--pages",
      paramLabel = "N",
      description = "So many pages, from the first (default: ${DEFAULT-VALUE}).")
  private int pages = 2;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many rows of a table (default: ${DEFAULT-VALUE}).")
  private int limit = 10;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (pages < 1) {
      throw new ConfigurationException("--pages " + pages + " is below 1");
    }
    Path folder = Files.createTempDirectory("caravan-preview");
    try {
      return preview(folder.resolve("preview.db"));
    } finally {
      delete(folder);
    }
  }

  private int preview(Path file) throws InterruptedException {
    HarmlessRoutes harmless = new HarmlessRoutes(stream, pages);
    SeenPages seen = new SeenPages();
    try (Engine engine = Engine.withRoutes(options, overrides(file)).with(harmless).with(seen)) {
      engine.stopWithTheProcess();
      engine.start();
      List<RunOutcome> outcomes = OnceRun.await(engine, harmless.streams());
      PrintWriter out = spec.commandLine().getOut();
      new PreviewReport(engine.bean("caravanDatabase", Database.class), stream, limit, out)
          .print(seen.all(), harmless.streams(), harmless.skipped());
      out.flush();
      return outcomes.stream().allMatch(RunOutcome::isSuccess) ? 0 : Problem.FAILED;
    }
  }

  private Map<String, String> overrides(Path file) {
    Map<String, String> overrides = new HashMap<>(OnceRun.overrides(List.of(stream)));
    overrides.put("caravan.datasource", "");
    overrides.put("caravan.datasource.url", "jdbc:sqlite:" + file);
    return overrides;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
