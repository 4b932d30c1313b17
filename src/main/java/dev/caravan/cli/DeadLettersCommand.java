package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code deadletters}: what workers gave up. */
@Command(
    name = "deadletters",
    description = "Shows the dead letters of a topic, or sends them back to it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class
    })
final class DeadLettersCommand {}
