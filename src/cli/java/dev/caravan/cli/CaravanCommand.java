package dev.caravan.cli;

import dev.caravan.cli.check.CheckCommand;
import dev.caravan.cli.deadletters.DeadLettersCommand;
import dev.caravan.cli.discover.DiscoverCommand;
import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.plan.PlanCommand;
import dev.caravan.cli.preview.PreviewCommand;
import dev.caravan.cli.quarantine.QuarantineCommand;
import dev.caravan.cli.query.QueryCommand;
import dev.caravan.cli.query.RunsCommand;
import dev.caravan.cli.sandbox.DemoCommand;
import dev.caravan.cli.sandbox.SandboxCommand;
import dev.caravan.cli.settings.LogSettings;
import dev.caravan.cli.settings.Version;
import dev.caravan.cli.tail.TailCommand;
import dev.caravan.config.ConfigurationException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line: one subcommand per verb. */
@Command(
    name = "caravan",
    description = "Brings records from HTTP APIs into a database, correctly.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; of run --once and backfill: each stream is complete or paused; of run: it was"
          + " stopped",
      "1:of run --once and backfill: a stream is failed, incomplete, parked or interrupted; of"
          + " status --fail: one failed, waits or is overdue; of plan: an API's streams do not fit"
          + " its quota; of deadletters, quarantine and worker: there is nothing with the id; of"
          + " quarantine retry: a record is still there; of checkpoint: the question was not"
          + " answered with yes; of any verb: the database or Kafka does not answer",
      "2:wrong usage or configuration: an unknown option, a mistake in a file, a port that is"
          + " taken; of check: any fault; nothing was run",
      "128 + n:the process was ended by signal n"
    })
public final class CaravanCommand {
  private CaravanCommand() {}

  /** Runs the verb that the arguments name; returns the exit code of the process. */
  public static int execute(String... args) {
    Map<String, Class<?>> verbs = verbs();
    // Without those that are not asked for, since each costs some of the start.
    if (args.length > 0 && verbs.containsKey(args[0])) {
      verbs.keySet().retainAll(Set.of(args[0]));
    }
    return commandLine(verbs).execute(args);
  }

  /** The verbs and what they take. */
  public static CommandLine commandLine() {
    return commandLine(verbs());
  }

  private static CommandLine commandLine(Map<String, Class<?>> verbs) {
    CommandLine all = new CommandLine(new CaravanCommand());
    verbs.forEach(all::addSubcommand);
    return all.setOut(utf8(System.out))
        .setErr(utf8(System.err))
        .setExecutionStrategy(CaravanCommand::run)
        .setExecutionExceptionHandler(new Problem());
  }

  /** In the order of the help. */
  private static Map<String, Class<?>> verbs() {
    Map<String, Class<?>> verbs = new LinkedHashMap<>();
    verbs.put("demo", DemoCommand.class);
    verbs.put("discover", DiscoverCommand.class);
    verbs.put("check", CheckCommand.class);
    verbs.put("preview", PreviewCommand.class);
    verbs.put("plan", PlanCommand.class);
    verbs.put("run", RunCommand.class);
    verbs.put("backfill", BackfillCommand.class);
    verbs.put("status", StatusCommand.class);
    verbs.put("runs", RunsCommand.class);
    verbs.put("tail", TailCommand.class);
    verbs.put("query", QueryCommand.class);
    verbs.put("quarantine", QuarantineCommand.class);
    verbs.put("deadletters", DeadLettersCommand.class);
    verbs.put("lake", LakeCommand.class);
    verbs.put("worker", WorkerCommand.class);
    verbs.put("checkpoint", CheckpointCommand.class);
    verbs.put("sandbox", SandboxCommand.class);
    return verbs;
  }

  private static int run(ParseResult parsed) {
    try {
      LogSettings.apply(parsed);
    } catch (ConfigurationException e) {
      parsed.commandSpec().commandLine().getErr().println("caravan: " + e.getMessage());
      return Problem.WRONG_USAGE;
    }
    return new RunLast().execute(parsed);
  }

  /** Not in the charset of the JVM, which under {@code LANG=C} is ASCII. */
  private static PrintWriter utf8(PrintStream console) {
    return new PrintWriter(new OutputStreamWriter(console, StandardCharsets.UTF_8), true);
  }
}
