package dev.caravan.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a start takes: of verbs that answer and end, and of a run of four pages into SQLite until
 * its first request, beside that of {@link HandLoop}.
 */
@Command(name = "bench/start", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class StartBench implements Callable<Integer> {
  private static final int PAGE_SIZE = 500;

  @Option(names = "--rounds", description = "after one that is not counted")
  private int rounds = 5;

  public static void main(String[] args) {
    System.exit(new CommandLine(new StartBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Tool.folder();
    try (Stopwatch stopwatch = new Stopwatch(folder, 4 * PAGE_SIZE, PAGE_SIZE, 0);
        BenchDatabase database = BenchDatabase.open(BenchDatabase.Kind.SQLITE, folder)) {
      database.empty("loop");
      database.empty("caravan");
      Map<String, List<String>> commands = new LinkedHashMap<>();
      commands.put("by hand", Tool.byHand(stopwatch, database, PAGE_SIZE).command());
      commands.put(
          "Caravan, run --once", Tool.caravan(folder, stopwatch, database, PAGE_SIZE).command());
      commands.put(
          "Caravan, status",
          Stopwatch.caravan("status", "-D", "caravan.datasource.url=" + database.url("caravan")));
      commands.put("Caravan, --help", Stopwatch.caravan("--help"));
      Map<String, List<Taken>> taken = new LinkedHashMap<>();
      for (int round = 0; round <= rounds; round++) {
        for (String name : commands.keySet()) {
          Taken one = stopwatch.measure(commands.get(name));
          if (round > 0) {
            taken.computeIfAbsent(name, ignored -> new ArrayList<>()).add(one);
          }
        }
      }
      taken.forEach((name, all) -> System.out.println(Taken.median(all).line(name)));
    }
    return 0;
  }
}
