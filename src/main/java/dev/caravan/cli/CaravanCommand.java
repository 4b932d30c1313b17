package dev.caravan.cli;

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
    return new CommandLine(new CaravanCommand())
        .setExecutionExceptionHandler(new Problem())
        .execute(args);
  }
}
