package dev.caravan.cli;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: the user's routes against the sandbox API, once, with a summary at the end. */
@Command(
    name = "demo",
    description =
        "Starts the sandbox API, runs the routes against it into an H2 file, and sums up.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String DATABASE = "jdbc:h2:file:./data/demo";

  @Mixin private CommonOptions options = new CommonOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    SandboxOptions sandboxOptions = SandboxOptions.demo();
    try (Sandbox sandbox = Sandbox.start(sandboxOptions)) {
      Map<String, String> overrides =
          new HashMap<>(
              Map.of(
                  "shop.url",
                  sandbox.url(),
                  "shop.token",
                  sandboxOptions.token(),
                  "caravan.datasource.url",
                  DATABASE + ";WRITE_DELAY=0",
                  "caravan.datasource.username",
                  "sa",
                  "caravan.datasource.password",
                  ""));
      overrides.putAll(options.overrides());
      DemoSummary summary = new DemoSummary(sandbox.traffic(), spec.commandLine().getOut());
      return new OnceRun(options, List.of(), overrides).call(summary::print);
    }
  }
}
