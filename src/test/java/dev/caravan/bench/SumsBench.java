package dev.caravan.bench;

import dev.caravan.cluster.ClusterSums;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What one PostgreSQL carries of what nodes ask of it beside the rows: looks at leases, blocks of
 * quotas, and checkpoints that move, each as often as it can be done from several connections.
 */
@Command(name = "bench/sums", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class SumsBench implements Callable<Integer> {
  @Option(names = "--connections", description = "that ask at once")
  private int connections = 8;

  @Option(names = "--seconds", description = "of each sum")
  private int seconds = 5;

  private final List<Database> databases = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new SumsBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchDatabase server =
        BenchDatabase.open(BenchDatabase.Kind.POSTGRES, Path.of("target"))) {
      server.empty("caravan");
      for (int i = 0; i < connections; i++) {
        databases.add(new Database(server.url("caravan"), "postgres", ""));
      }
      for (int[] size : new int[][] {{8, 64}, {50, 1_000}, {50, 5_000}, {200, 20_000}}) {
        ClusterSums.fill(databases.get(0), size[0], size[1]);
        sum(
            "looks at the leases of %,d streams by %d nodes".formatted(size[1], size[0]),
            i -> ClusterSums.look(databases.get(i), i, size[0], size[1]));
      }
      sum("blocks of one quota", i -> ClusterSums.block(databases.get(i), "shop", i));
      sum("blocks of as many quotas", i -> ClusterSums.block(databases.get(i), "shop" + i, i));
      sum("checkpoints that move, each in a transaction", this::checkpoint);
    } finally {
      databases.forEach(Database::close);
    }
    return 0;
  }

  private Runnable checkpoint(int number) {
    Database database = databases.get(number);
    Checkpoints checkpoints = new Checkpoints(database);
    Checkpoint[] at = {checkpoints.open("stream" + number)};
    return () -> {
      Checkpoint next = at[0].parkedUntil(Instant.now());
      database
          .transaction()
          .executeWithoutResult(
              status -> {
                checkpoints.claim(at[0]);
                checkpoints.move(at[0], next);
              });
      at[0] = next;
    };
  }

  private void sum(String what, IntFunction<Runnable> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Runnable> each = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        each.add(work.apply(i));
        each.get(i).run();
      }
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      List<Future<Long>> counts = new ArrayList<>();
      for (Runnable one : each) {
        counts.add(threads.submit(() -> count(one, end)));
      }
      long all = 0;
      for (Future<Long> count : counts) {
        all += count.get();
      }
      System.out.printf("%-60s %,10.0f a second%n", what, all / (double) seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long count(Runnable work, long end) {
    long count = 0;
    while (System.nanoTime() < end) {
      work.run();
      count++;
    }
    return count;
  }
}
