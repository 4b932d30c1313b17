package dev.caravan.cli.quarantine;

import picocli.CommandLine.Command;

/** {@code quarantine}: records that could not be loaded. */
@Command(
    name = "quarantine",
    description = "Shows the records in quarantine, tries them again, or discards them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      QuarantineListCommand.class,
      QuarantineShowCommand.class,
      QuarantineRetryCommand.class,
      QuarantineDiscardCommand.class
    })
public final class QuarantineCommand {}
