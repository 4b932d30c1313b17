package dev.caravan.cli.check;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.launch.UserFiles;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check}: everything that a start would refuse, in one go, without a start. */
@Command(
    name = "check",
    description =
        "Finds everything that a start would refuse, in one go: settings, routes, beans, ports, the"
            + " database, topics. Nothing is written, pulled, received or listened at.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--once",
      description = "As for run --once, which has no ports, no workers and no receivers.")
  private boolean once;

  @Option(
      names = "--offline",
      description = "Connects to nothing, neither to the database nor to Kafka.")
  private boolean offline;

  @Option(
      names = "--online",
      description =
          "Also asks each API once, for a first page: status, records, seconds, and what its"
              + " headers say of limits.")
  private boolean online;

  @Option(names = "--strict", description = "Warnings count as faults.")
  private boolean strict;

  @Spec private CommandSpec spec;

  private final CheckFindings findings = new CheckFindings();
  private Optional<String> started = Optional.empty();

  @Override
  public Integer call() {
    UserFiles files = UserFiles.of(options);
    files.requireRoutes();
    files.checkSettings(options.overrides(), findings::fault);
    lookAtFiles(files);
    Optional<ConfigurationException> refusal = start(files);
    refusal.ifPresent(first -> diagnose(files, first));
    return report();
  }

  private void lookAtFiles(UserFiles files) {
    for (Path file : files.leftOut()) {
      findings.warning(
          "%s is not loaded; files of routes are %s"
              .formatted(file, files.folder().resolve("NAME.camel.yaml")));
    }
    for (String name : files.unread()) {
      findings.warning("%s: nothing reads %s".formatted(files.properties(), name));
    }
  }

  /** Starts everything but the routes, as {@code run} would; empty when that goes well. */
  private Optional<ConfigurationException> start(UserFiles files) {
    try (Engine engine = Engine.unchecked(options, atRest())) {
      engine.start();
      started = Optional.of(said(engine, files));
      lookAround(engine, files);
      if (online && findings.faults() == 0) {
        new Apis(engine, findings).ask();
      }
      return Optional.empty();
    } catch (ConfigurationException e) {
      return Optional.of(e);
    }
  }

  private void diagnose(UserFiles files, ConfigurationException first) {
    int before = findings.faults();
    new Diagnosis(options, atRest(), findings).look(engine -> lookAround(engine, files));
    if (findings.faults() == before) {
      findings.fault(first.getMessage());
    }
  }

  private void lookAround(Engine engine, UserFiles files) {
    new SharedEndpoints(engine.context(), findings).look();
    Surroundings around = new Surroundings(engine, findings);
    if (!once) {
      around.lookAtPorts(files);
    }
    if (!offline) {
      around.lookAtDatabase();
      around.lookAtKafka();
    }
  }

  private Map<String, String> atRest() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("camel.main.autoStartup", "false");
    overrides.put("camel.server.enabled", "false");
    overrides.put("camel.management.enabled", "false");
    if (once) {
      overrides.put("caravan.once", "true");
      overrides.put("camel.main.routeFilterExcludePattern", "kamelet:caravan-worker*");
    }
    return overrides;
  }

  private String said(Engine engine, UserFiles files) {
    int count = files.routes().size();
    return "all well: %d %s, streams %s, database %s%s; %s"
        .formatted(
            count,
            count == 1 ? "file" : "files",
            engine.streams(),
            engine.bean("caravanDatabase", Database.class).name(),
            offline ? ", which was not asked" : "",
            online ? "each API was asked once" : "no API was asked, see --online");
  }

  private int report() {
    PrintWriter out = spec.commandLine().getOut();
    findings.lines().forEach(out::println);
    out.println(
        started
            .filter(any -> findings.isEmpty())
            .orElseGet(() -> findings.counts() + "; nothing was run"));
    out.flush();
    if (findings.faults() > 0 || strict && findings.hasWarnings()) {
      return Problem.WRONG_USAGE;
    }
    return findings.hasOutages() ? Problem.FAILED : 0;
  }
}
