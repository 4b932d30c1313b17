package dev.caravan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Pages a second that one process and several ones load, with the same streams, on one PostgreSQL,
 * from an API whose pages take their time. Each process has a bound on its runs under way at once,
 * for without one a single process has all streams under way, and what several gain is the
 * machine's processors alone. It is measured while all of them run, for the start of processes is
 * another matter; how busy the machine was says what bounds it.
 */
@Command(name = "bench/nodes", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class NodesBench implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  @Option(names = "--nodes")
  private int nodes = 8;

  @Option(names = "--streams")
  private int streams = 64;

  @Option(names = "--max-runs", description = "at once in each process, 0 for all")
  private int maxRuns = 1;

  @Option(names = "--delay", description = "of the API, in milliseconds")
  private int delay = 200;

  @Option(names = "--page-size")
  private int pageSize = 20;

  @Option(names = "--pages", description = "of each stream")
  private int pages = 1000;

  @Option(names = "--seconds", description = "that are measured")
  private int seconds = 30;

  private final HttpClient http = HttpClient.newHttpClient();
  private Path folder;
  private String api;

  public static void main(String[] args) {
    System.exit(new CommandLine(new NodesBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    folder = Files.createDirectories(Tool.folder().resolve("nodes"));
    Process server =
        new ProcessBuilder(
                Stopwatch.java(
                    System.getProperty("java.class.path"),
                    BenchApi.class,
                    "" + pages * pageSize,
                    "" + pageSize,
                    "" + delay))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = server.inputReader();
        BenchDatabase database = BenchDatabase.open(BenchDatabase.Kind.POSTGRES, folder)) {
      api = said.readLine();
      Path routes = Files.createDirectories(folder.resolve("routes"));
      Files.writeString(routes.resolve("streams.camel.yaml"), yaml());
      compare(database);
    } finally {
      server.destroy();
    }
    return 0;
  }

  private void compare(BenchDatabase database) throws Exception {
    double one = rate(database, 1);
    double all = rate(database, nodes);
    System.out.printf("%d processes load %.2f times as many pages as one%n", nodes, all / one);
  }

  private double rate(BenchDatabase database, int count) throws Exception {
    database.empty("caravan");
    String url = database.url("caravan");
    List<Process> running = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        running.add(start(url, i));
      }
      awaitEven(new DriverManagerDataSource(url + database.user()), count, running);
      long[] before = Cpu.now();
      seen();
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      long asked = seen();
      long[] after = Cpu.now();
      System.out.printf(
          "%d processes, %s runs at once in each: %.1f pages/s, the machine %.0f %% busy%n",
          count,
          maxRuns == 0 ? "all" : "" + maxRuns,
          asked / (double) seconds,
          100 * Cpu.busy(before, after));
      return asked / (double) seconds;
    } finally {
      running.forEach(Process::destroy);
      for (Process process : running) {
        process.waitFor();
      }
    }
  }

  /** Until each has its share of the streams, and has had a while to get warm. */
  private void awaitEven(DriverManagerDataSource source, int count, List<Process> running)
      throws InterruptedException {
    JdbcTemplate sql = new JdbcTemplate(source);
    Awaitility.await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .failFast(() -> running.stream().anyMatch(process -> !process.isAlive()))
        .until(
            () ->
                sql.queryForList(
                        "select count(*) from caravan_lease where node is not null group by node",
                        Long.class)
                    .equals(
                        IntStream.range(0, count).mapToObj(i -> (long) streams / count).toList()));
    Thread.sleep(WARM_UP.toMillis());
  }

  private Process start(String url, int number) throws IOException {
    List<String> command =
        Stopwatch.caravan(
            "run",
            "--routes",
            folder.resolve("routes").toString(),
            "-D",
            "caravan.node=node" + number,
            "-D",
            "caravan.datasource.url=" + url,
            "-D",
            "caravan.datasource.username=postgres",
            "-D",
            "camel.management.port=0",
            "-D",
            "caravan.max-runs=" + maxRuns);
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("node" + number + ".log").toFile())
        .start();
  }

  private long seen() throws IOException, InterruptedException {
    HttpRequest question = HttpRequest.newBuilder(URI.create(api + "/seen")).build();
    return Long.parseLong(http.send(question, BodyHandlers.ofString()).body().split(" ")[0]);
  }

  private String yaml() {
    String route =
        """
        - route:
            id: streamNUMBER
            from:
              uri: kamelet:caravan-pull
              parameters: {api: shop, path: "/items/NUMBER?limit=LIMIT", records: $.data, pagination: cursor, every: 1s}
              steps:
                - to: {uri: kamelet:caravan-upsert, parameters: {table: itemsNUMBER, key: id, version: updated_at}}
        """;
    return """
        - beans:
            - name: shop
              type: dev.caravan.api.Api
              properties: {baseUrl: "%s", rate: 1000}
        """
            .formatted(api)
        + IntStream.range(0, streams)
            .mapToObj(i -> route.replace("NUMBER", "" + i).replace("LIMIT", "" + pageSize))
            .collect(Collectors.joining());
  }

  /** Processor time of the whole machine. */
  private static final class Cpu {
    private Cpu() {}

    /** All that passed, and what of it was idle. */
    static long[] now() throws IOException {
      long[] times =
          Arrays.stream(Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +"))
              .skip(1)
              .mapToLong(Long::parseLong)
              .toArray();
      return new long[] {Arrays.stream(times).limit(8).sum(), times[3] + times[4]};
    }

    static double busy(long[] before, long[] after) {
      return 1 - (after[1] - before[1]) / (double) (after[0] - before[0]);
    }
  }
}
