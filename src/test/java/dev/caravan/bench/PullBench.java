package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@link HandLoop} and Caravan take for the same records, in turn, each a whole process with
 * its start, against the same API and a database of the same kind. What they loaded is counted.
 */
@Command(name = "bench/pull", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class PullBench implements Callable<Integer> {
  @Option(names = "--database", description = "${COMPLETION-CANDIDATES}, in any case")
  private BenchDatabase.Kind kind = BenchDatabase.Kind.POSTGRES;

  @Option(names = "--rows")
  private int rows = 200_000;

  @Option(names = "--page-size")
  private int pageSize = 500;

  @Option(names = "--delay", description = "of the API, in milliseconds")
  private int delay = 0;

  @Option(names = "--rounds", description = "after one that is not counted")
  private int rounds = 5;

  @Option(names = "--full", description = "over tables that have all rows already, unchanged")
  private boolean full;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new PullBench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Tool.folder();
    try (Stopwatch stopwatch = new Stopwatch(folder, rows, pageSize, delay);
        BenchDatabase database = BenchDatabase.open(kind, folder)) {
      Tool loop = Tool.byHand(stopwatch, database, pageSize);
      Tool caravan = Tool.caravan(folder, stopwatch, database, pageSize);
      database.empty(loop.name());
      database.empty(caravan.name());
      round(stopwatch, database, loop);
      round(stopwatch, database, caravan);
      List<Taken> byHand = new ArrayList<>();
      List<Taken> ours = new ArrayList<>();
      List<Taken> ratios = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        byHand.add(round(stopwatch, database, loop));
        ours.add(round(stopwatch, database, caravan));
        ratios.add(ours.get(round - 1).over(byHand.get(round - 1)));
        System.out.println(byHand.get(round - 1).line("by hand, round " + round));
        System.out.println(ours.get(round - 1).line("Caravan, round " + round));
      }
      System.out.println(Taken.median(byHand).line("by hand, medians"));
      System.out.println(Taken.median(ours).line("Caravan, medians"));
      System.out.println(Taken.median(ratios).ratios("Caravan, times by hand"));
    }
    return 0;
  }

  private Taken round(Stopwatch stopwatch, BenchDatabase database, Tool tool)
      throws IOException, InterruptedException {
    if (!full) {
      database.empty(tool.name());
    }
    Taken taken = stopwatch.measure(tool.command());
    if (taken.requests() * pageSize < rows) {
      throw new IllegalStateException(tool.name() + " asked for too few pages: " + taken);
    }
    long loaded = database.rows(tool.name(), tool.table());
    if (loaded != rows) {
      throw new IllegalStateException(tool.name() + " loaded " + loaded + " of " + rows + " rows");
    }
    return taken;
  }
}
