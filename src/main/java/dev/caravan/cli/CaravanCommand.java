package dev.caravan.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one subcommand per verb. */
@Command(
    name = "caravan",
    description = "Brings records from HTTP APIs into a database, correctly.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      StatusCommand.class,
      DeadLettersCommand.class,
      CheckpointCommand.class,
      SandboxCommand.class
    })
public final class CaravanCommand {
  private CaravanCommand() {}

  /** Runs the verb that the arguments name; returns the exit code of the process. */
  public static int execute(String... args) {
    return commandLine().execute(args);
  }

  /** The verbs and what they take. */
  public static CommandLine commandLine() {
    return new CommandLine(new CaravanCommand())
        .setOut(utf8(System.out))
        .setErr(utf8(System.err))
        .setExecutionExceptionHandler(new Problem());
  }

  /** Not in the charset of the JVM, which under {@code LANG=C} is ASCII. */
  private static PrintWriter utf8(PrintStream console) {
    return new PrintWriter(new OutputStreamWriter(console, StandardCharsets.UTF_8), true);
  }
}
