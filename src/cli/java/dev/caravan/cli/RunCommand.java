package dev.caravan.cli;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.UserFiles;
import dev.caravan.cli.progress.OnceRun;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: all streams on their schedules, or once to their ends. */
@Command(
    name = "run",
    description = "Runs the streams on their schedules, or with --once each to its end.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--once", description = "Runs each stream once, then exits.")
  private boolean once;

  @Parameters(paramLabel = "STREAM", description = "With --once: only these streams.")
  private List<String> streams = List.of();

  @Override
  public Integer call() throws Exception {
    if (once) {
      return new OnceRun(options, streams).call();
    }
    if (!streams.isEmpty()) {
      throw new ConfigurationException(
          "run takes streams only with --once; without it all streams run on their schedules");
    }
    Map<String, String> overrides = new HashMap<>(Map.of("camel.management.enabled", "true"));
    if (UserFiles.of(options).receiveWebhooks()) {
      overrides.put("camel.server.enabled", "true");
    }
    try (Engine engine = Engine.withRoutes(options, overrides)) {
      engine.run();
    }
    return 0;
  }
}
