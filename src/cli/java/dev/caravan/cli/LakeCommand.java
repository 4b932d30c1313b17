package dev.caravan.cli;

import dev.caravan.cli.launch.Confirmation;
import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.launch.QuietRoutes;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.time.Durations;
import dev.caravan.lake.store.LakeStatus;
import dev.caravan.lake.tidy.Tidying;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lake}: how the tables of the lake stand, and what keeps them tidy. */
@Command(
    name = "lake",
    description =
        "Shows how far the tables of the lake are behind, keeps one tidy, or forgets one.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "list|compact|expire|forget",
    subcommands = {
      LakeCommand.Listing.class,
      LakeCommand.Compact.class,
      LakeCommand.Expire.class,
      LakeCommand.Forget.class
    })
final class LakeCommand implements Callable<Integer> {
  private static final int DECLINED = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "lake takes list, compact, expire or forget");
  }

  /** The database, and where answers go. */
  static final class Place {
    @Mixin private CommonOptions options = new CommonOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    <T> T in(Function<Database, T> work) {
      try (Engine engine = Engine.withoutRoutes(options)) {
        engine.start();
        return work.apply(engine.bean("caravanDatabase", Database.class));
      }
    }

    /** The same by what the routes say of a table, which do not run. */
    String tidying(String table, Function<Tidying, String> work) {
      try (Engine engine =
          Engine.withRoutes(options, QuietRoutes.SETTINGS).with(new QuietRoutes())) {
        engine.start();
        return Optional.ofNullable(engine.bean("caravanLakeTidying", Tidying.class))
            .map(work)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "no route loads a table %s of the lake".formatted(table)));
      }
    }

    void print(String text) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(text);
      out.flush();
    }
  }

  /** {@code lake list}. */
  @Command(
      name = "list",
      description =
          "Shows each table of the lake with its rows, and how many accepted records are not in it"
              + " yet.",
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Override
    public Integer call() {
      List<LakeStatus> all = place.in(LakeStatus::all);
      if (all.isEmpty()) {
        place.print("Nothing was loaded into the lake from this database.");
      }
      all.forEach(table -> place.print(table.line(Instant.now())));
      return 0;
    }
  }

  /** {@code lake compact}. */
  @Command(
      name = "compact",
      description =
          "Puts small files of a table of the lake, and those with deleted positions, into clean"
              + " ones, while streams load it.",
      mixinStandardHelpOptions = true)
  static final class Compact implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "TABLE", description = "The table, as its routes name it.")
    private String table;

    @Override
    public Integer call() {
      place.print(place.tidying(table, tidying -> tidying.compact(table)));
      return 0;
    }
  }

  /** {@code lake expire}. */
  @Command(
      name = "expire",
      description =
          "Takes away old snapshots of a table of the lake, but for the last one, and files that no"
              + " snapshot needs, while streams load it.",
      mixinStandardHelpOptions = true)
  static final class Expire implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "TABLE", description = "The table, as its routes name it.")
    private String table;

    @Option(
        names = "--keep",
        paramLabel = "DURATION",
        defaultValue = "7d",
        description = "Snapshots of so long stay, for those who read them; 7d unless it is given.")
    private String keep;

    @Override
    public Integer call() {
      Duration age = Durations.parse("--keep", keep);
      place.print(place.tidying(table, tidying -> tidying.expire(table, age)));
      return 0;
    }
  }

  /** {@code lake forget}. */
  @Command(
      name = "forget",
      description =
          "Takes a table of the lake out of Caravan's database, with what waits for it. The table"
              + " stays as it is, and is read anew when a stream loads it again.",
      mixinStandardHelpOptions = true)
  static final class Forget implements Callable<Integer> {
    @Mixin private Place place = new Place();

    @Parameters(paramLabel = "TABLE", description = "The table, as its routes name it.")
    private String table;

    @Option(names = "--yes", description = "Asks nothing; needed where there is no terminal.")
    private boolean yes;

    @Override
    public Integer call() {
      if (!yes && !Confirmation.ofProcess().isGiven("Forget table " + table + " of the lake")) {
        place.print("Nothing is changed.");
        return DECLINED;
      }
      String name = table.toLowerCase(Locale.ROOT);
      if (!place.in(database -> LakeStatus.forget(database, name))) {
        throw new ConfigurationException(
            "this database knows no table %s of the lake".formatted(table));
      }
      place.print("Table %s is forgotten.".formatted(table));
      return 0;
    }
  }
}
