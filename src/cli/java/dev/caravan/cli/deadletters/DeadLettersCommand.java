package dev.caravan.cli.deadletters;

import picocli.CommandLine.Command;

/** {@code deadletters}: what workers gave up. */
@Command(
    name = "deadletters",
    description = "Shows the dead letters of a topic, sends them back to it, or discards them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class,
      DeadLettersDiscardCommand.class
    })
public final class DeadLettersCommand {}
