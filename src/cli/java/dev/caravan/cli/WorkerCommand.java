package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code worker}: what is done with the events that workers have applied. */
@Command(
    name = "worker",
    description = "Has a worker apply events once more.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "VERB",
    subcommands = WorkerReplayCommand.class)
final class WorkerCommand {}
