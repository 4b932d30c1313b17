package dev.caravan.cli;

import dev.caravan.cli.launch.Confirmation;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.CheckpointChanges;
import dev.caravan.state.CheckpointJson;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code checkpoint}: shows where streams stand, and sets one to another place. */
@Command(
    name = "checkpoint",
    description = "Shows the checkpoint of a stream, sets it to another place, or resets it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "show|set|reset",
    subcommands = {
      CheckpointCommand.Show.class,
      CheckpointCommand.SetTo.class,
      CheckpointCommand.Reset.class
    })
final class CheckpointCommand implements Callable<Integer> {
  private static final int DECLINED = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "checkpoint takes show, set or reset");
  }

  /** What all of them take. */
  static final class Target {
    @Mixin private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "STREAM", description = "The stream, named as its route.")
    private String stream;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Does something to the database of the checkpoints. */
    <T> T in(Function<Database, T> work) {
      try (Engine engine = Engine.withoutRoutes(options)) {
        engine.start();
        return work.apply(engine.bean("caravanDatabase", Database.class));
      }
    }

    Checkpoint known(Database database, Optional<Checkpoint> found) {
      return found.orElseThrow(
          () ->
              new ConfigurationException(
                  "stream "
                      + stream
                      + " has no checkpoint on this database; there are "
                      + new Checkpoints(database).all().stream().map(Checkpoint::stream).toList()));
    }

    void print(String text) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(text);
      out.flush();
    }
  }

  /** A change, with what must be said before it. */
  static final class Change {
    @Option(names = "--yes", description = "Asks nothing; needed where there is no terminal.")
    private boolean yes;

    int make(Target target, String what, Function<CheckpointChanges, Optional<Checkpoint>> change) {
      if (!yes && !Confirmation.ofProcess().isGiven(what)) {
        target.print("Nothing is changed.");
        return DECLINED;
      }
      Checkpoint after =
          target.in(
              database -> target.known(database, change.apply(new CheckpointChanges(database))));
      target.print(CheckpointJson.write(after).toString());
      return 0;
    }
  }

  /** {@code checkpoint show}. */
  @Command(
      name = "show",
      description = "Shows the checkpoint of a stream.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private Target target = new Target();

    @Option(names = "--json", description = "On one line.")
    private boolean compact;

    @Override
    public Integer call() {
      Checkpoint checkpoint =
          target.in(
              database -> target.known(database, new Checkpoints(database).find(target.stream)));
      var json = CheckpointJson.write(checkpoint);
      target.print(compact ? json.toString() : json.toPrettyString());
      return 0;
    }
  }

  /** {@code checkpoint set}. */
  @Command(
      name = "set",
      description = "Sets where the next run of a stream begins.",
      mixinStandardHelpOptions = true)
  static final class SetTo implements Callable<Integer> {
    @Mixin private Target target = new Target();
    @Mixin private Change change = new Change();

    @ArgGroup(multiplicity = "1")
    private Place place;

    /** One of them. */
    static final class Place {
      @Option(
          names = "--cursor",
          paramLabel = "X",
          description = "The cursor of a feed, or the position of a page.")
      private String cursor;

      @Option(
          names = "--watermark",
          paramLabel = "X",
          description = "The watermark, in the form of watermarkParam.")
      private String watermark;
    }

    @Override
    public Integer call() {
      return place.cursor != null
          ? change.make(
              target,
              "Set stream " + target.stream + " to cursor " + place.cursor,
              changes -> changes.setCursor(target.stream, place.cursor))
          : change.make(
              target,
              "Set stream " + target.stream + " to watermark " + place.watermark,
              changes -> changes.setWatermark(target.stream, place.watermark));
    }
  }

  /** {@code checkpoint reset}. */
  @Command(
      name = "reset",
      description = "Has a stream begin at its beginning.",
      mixinStandardHelpOptions = true)
  static final class Reset implements Callable<Integer> {
    @Mixin private Target target = new Target();
    @Mixin private Change change = new Change();

    @Override
    public Integer call() {
      return change.make(
          target,
          "Reset stream " + target.stream + " to its beginning",
          changes -> changes.reset(target.stream));
    }
  }
}
