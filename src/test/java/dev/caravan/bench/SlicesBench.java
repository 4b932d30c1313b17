package dev.caravan.bench;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What one stream takes from an API whose pages take their time, with a cursor, as one scan and in
 * slices, four and sixteen windows at a time; and the most requests of any second.
 */
@Command(name = "bench/slices", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class SlicesBench implements Callable<Integer> {
  private static final long DAY = 86_400;
  private static final Pattern PARAMETER = Pattern.compile("(after|before|cursor)=([^&]*)");

  @Option(names = "--windows")
  private int windows = 64;

  @Option(names = "--pages", description = "of each window")
  private int pages = 5;

  @Option(names = "--page-size")
  private int pageSize = 100;

  @Option(names = "--delay", description = "of the API, in milliseconds")
  private int delay = 200;

  @Option(names = "--rounds")
  private int rounds = 1;

  @Option(names = "--quota", description = "requests in any second")
  private int quota = 1000;

  @Option(names = "--postgres")
  private boolean postgres;

  private long begin;
  private final Queue<Long> asked = new ConcurrentLinkedQueue<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new SlicesBench()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    begin = (Instant.now().getEpochSecond() / DAY - windows) * DAY;
    try (LoopbackServer api = LoopbackServer.start(this::answer)) {
      run(api, "warm-up", 20);
      for (int round = 0; round < rounds; round++) {
        double one = run(api, "as one", 0);
        for (int parallel : new int[] {4, 16}) {
          double taken = run(api, "parallel " + parallel, parallel);
          System.out.printf("%-12s %6.2f times as fast%n", "parallel " + parallel, one / taken);
        }
      }
    }
    return 0;
  }

  private double run(LoopbackServer api, String name, int parallel) throws Exception {
    asked.clear();
    Path folder = Files.createTempDirectory("slices");
    String url = postgres ? TestDatabases.postgresUrl() : TestDatabases.sqliteUrl(folder);
    Map<String, String> settings =
        Map.of(
            "caravan.once",
            "true",
            "caravan.datasource.url",
            url,
            "caravan.datasource.username",
            postgres ? "postgres" : "sa",
            "caravan.datasource.password",
            postgres ? "postgres" : "");
    RunOutcome outcome;
    try (TestContext context =
        new TestContext().with(settings).routes(route(api.url(), parallel)).start()) {
      outcome =
          context
              .bean("caravanSchedule", Schedule.class)
              .await("records", Duration.ofMinutes(30))
              .orElseThrow();
    }
    if (!outcome.isSuccess()) {
      throw new IllegalStateException(outcome.toString());
    }
    // From the first request to the last: the start of a process is another matter.
    long[] at = asked.stream().mapToLong(Long::longValue).sorted().toArray();
    double seconds = (at[at.length - 1] - at[0]) / 1e9 + delay / 1e3;
    System.out.printf(
        "%-12s %6.2f s, %d requests, %d in a second at most%n",
        name, seconds, at.length, mostInASecond(at));
    return seconds;
  }

  private static long mostInASecond(long[] at) {
    return LongStream.of(at)
        .map(from -> Arrays.stream(at).filter(each -> each >= from && each < from + 1e9).count())
        .max()
        .orElse(0);
  }

  private String route(String url, int parallel) {
    String slices = parallel == 0 ? "" : ", untilParam: before, slice: 1d, parallel: " + parallel;
    return """
        - beans:
            - name: shop
              type: dev.caravan.api.Api
              properties: {baseUrl: "%s", quota: %d/s}
        - route:
            id: records
            from:
              uri: kamelet:caravan-pull
              parameters: {api: shop, path: "/records", records: $.data, pagination: cursor, nextCursor: $.next, watermark: at, watermarkFormat: epoch, watermarkParam: after, watermarkInitial: "%d"%s}
              steps:
                - to: {uri: kamelet:caravan-upsert, parameters: {table: records, key: id, version: at}}
        """
        .formatted(url, quota, begin, slices);
  }

  /** Records lie so that each page of a window is full but the last one, which ends a window. */
  private Reply answer(Sent sent) {
    asked.add(System.nanoTime());
    long after = begin;
    long before = begin + windows * DAY;
    long from = -1;
    Matcher parameter = PARAMETER.matcher(String.valueOf(sent.uri().getQuery()));
    while (parameter.find()) {
      long value = Long.parseLong(parameter.group(2));
      switch (parameter.group(1)) {
        case "after" -> after = Math.max(after, value);
        case "before" -> before = Math.min(before, value);
        default -> from = value;
      }
    }
    long perDay = (long) pages * pageSize - 1;
    long first = from >= 0 ? from : number(after, perDay);
    long end = number(before, perDay);
    long last = Math.min(first + pageSize, end);
    String data =
        LongStream.range(first, last)
            .mapToObj(
                id ->
                    "{\"id\":%d,\"at\":%d,\"name\":\"record number %d\"}"
                        .formatted(id, begin + id / perDay * DAY + id % perDay, id))
            .collect(Collectors.joining(","));
    LockSupport.parkNanos(delay * 1_000_000L);
    return Reply.json(
        "{\"data\":[" + data + "],\"next\":" + (last < end ? "\"" + last + "\"" : "null") + "}");
  }

  /** The first record at or after a mark. */
  private long number(long mark, long perDay) {
    long day = (mark - begin) / DAY;
    return day * perDay + Math.min(perDay, (mark - begin) % DAY);
  }
}
