package dev.caravan.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.api.request.Wait;
import dev.caravan.config.Metric;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunHistory;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said of runs while somebody waits for them. */
@Timeout(60)
class OnlookerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  /** Keeps what was shown. */
  private static final class Kept implements Lines {
    private final List<String> moving = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();

    @Override
    public void show(List<String> now, List<String> underWay) {
      ended.addAll(now);
      moving.addAll(underWay);
    }

    @Override
    public void close() {}
  }

  private static RunProgress standing(long rows, long walked, Optional<Long> total) {
    return new RunProgress(
        "items", 3, rows, Duration.ofSeconds(10), walked, total, Optional.empty());
  }

  @Test
  void saysPagesRowsAndHowFast() {
    assertThat(standing(12_000, -1, Optional.empty()).text(NOW))
        .isEqualTo("3 pages, 12,000 rows, 1,200 rows/s");
  }

  @Test
  void saysTheTimeLeftWhereATotalIsKnownAndNeverThatAllIsThere() {
    assertThat(standing(12_000, 12_000, Optional.of(120_000L)).text(NOW))
        .endsWith(", 10 % of 120,000, about 1 m 30 s left");
    assertThat(standing(12_000, 12_000, Optional.of(12_000L)).text(NOW))
        .endsWith("1,200 rows/s, 99 % of 12,000");
    assertThat(standing(12_000, 12_000, Optional.of(10L)).text(NOW)).endsWith("rows/s");
  }

  @Test
  void saysWhatIsWaitedForAndHowLong() {
    Wait wait =
        new Wait("until shop allows the next request", () -> Optional.of(NOW.plusMillis(61_200)));
    RunProgress standing =
        new RunProgress("items", 1, 0, Duration.ZERO, -1, Optional.empty(), Optional.of(wait));
    assertThat(standing.text(NOW))
        .isEqualTo("1 page, 0 rows, waits 1 m 2 s until shop allows the next request");
    assertThat(standing.text(NOW.plusSeconds(70)))
        .isEqualTo("1 page, 0 rows, waits until shop allows the next request");
  }

  @Test
  void whatOthersWriteGoesAboveTheLinesThatMove() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    try (LiveLines lines = new LiveLines(new PrintStream(terminal, true, StandardCharsets.UTF_8))) {
      lines.show(List.of(), List.of("a 1", "b\u001b[2J 1"));
      System.out.println("WARN something");
      lines.show(List.of("b done"), List.of("a 2"));
    }
    String a = "\u001b[?7la 1\u001b[?7h\n";
    String b = "\u001b[?7lb\uFFFD[2J 1\u001b[?7h\n";
    String later = "\u001b[?7la 2\u001b[?7h\n";
    assertThat(terminal.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            a
                + b
                + "\u001b[2A\u001b[JWARN something\n"
                + a
                + b
                + "\u001b[2A\u001b[Jb done\n"
                + later
                + "\u001b[1A\u001b[J");
  }

  @Test
  void moreStreamsThanATerminalHasLinesForAreCounted() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    try (LiveLines lines = new LiveLines(new PrintStream(terminal, true, StandardCharsets.UTF_8))) {
      lines.show(List.of(), IntStream.range(0, 200).mapToObj(i -> "stream" + i).toList());
    }
    assertThat(terminal.toString(StandardCharsets.UTF_8))
        .contains("stream10", "and 189 more", "\u001b[12A")
        .doesNotContain("stream11");
  }

  @Test
  void aStreamIsCompleteOnlyWhenItsEndSaysSo() throws Exception {
    CountDownLatch looked = new CountDownLatch(1);
    Kept kept = new Kept();
    try (LoopbackServer api = LoopbackServer.start(sent -> page(sent, looked));
        TestContext context = context(api.url())) {
      Schedule schedule = context.bean("caravanSchedule", Schedule.class);
      RunHistory history = context.bean("caravanRunHistory", RunHistory.class);
      try (Onlooker progress =
          new Onlooker(
              () -> schedule, () -> history, () -> Metric.meters(context.context()), kept)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  progress.look();
                  assertThat(kept.moving)
                      .anySatisfy(
                          line ->
                              assertThat(line)
                                  .matches(
                                      "(short|whole) +1 page, 3 rows, .* rows/s, 50 % of 6.*"));
                });
        assertThat(kept.ended).isEmpty();
        looked.countDown();
        assertThat(schedule.await("whole", Duration.ofSeconds(30))).isPresent();
        assertThat(schedule.await("short", Duration.ofSeconds(30))).isPresent();
      }
    }
    assertThat(kept.moving).noneMatch(line -> line.contains("complete") || line.contains("100 %"));
    assertThat(kept.ended)
        .hasSize(2)
        .anyMatch(line -> line.matches("whole  complete: 6 rows, [\\d.]+ s"))
        .anyMatch(line -> line.matches("short  incomplete: 5 rows, [\\d.]+ s"));
  }

  private TestContext context(String url) throws Exception {
    String routes =
        "- beans:\n    - name: shop\n      type: dev.caravan.api.Api\n"
            + "      properties: {baseUrl: \""
            + url
            + "\"}\n";
    for (String stream : List.of("whole", "short")) {
      routes +=
          """
          - route:
              id: %1$s
              from:
                uri: kamelet:caravan-pull
                parameters: {api: shop, path: /%1$s, records: $.data, pagination: page, total: $.total, pageSize: 3}
                steps:
                  - to: kamelet:caravan-upsert?table=%1$s&key=id
          """
              .formatted(stream);
    }
    return new TestContext()
        .with(
            Map.of(
                "caravan.once",
                "true",
                "caravan.datasource.url",
                TestDatabases.sqliteUrl(directory)))
        .routes(routes)
        .start();
  }

  /** Six items by three to a page; one list lacks the last of them, and says nothing of it. */
  private static Reply page(Sent sent, CountDownLatch looked) {
    String query = String.valueOf(sent.uri().getQuery());
    int page = query.contains("page=") ? Integer.parseInt(query.replaceAll("\\D", "")) : 1;
    if (page > 1) {
      try {
        looked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    int last = sent.uri().getPath().equals("/short") ? 5 : 6;
    List<String> items =
        IntStream.range(page * 3 - 2, Math.min(page * 3, last) + 1)
            .mapToObj("{\"id\": %d}"::formatted)
            .toList();
    return Reply.json("{\"total\": 6, \"data\": " + items + "}");
  }
}
