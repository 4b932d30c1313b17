package dev.caravan.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.cli.CaravanCommand;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.SignsOfLife;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tail} says of runs in another process. */
@Timeout(90)
class TailTest {
  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "%s"}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /items, records: $.data, pagination: page, pageSize: 2}
            steps:
              - to: kamelet:caravan-upsert?table=items&key=id
      """;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void followsPagesWaitsAndEndsOfRunsElsewhere() throws Exception {
    CompletableFuture<Reply> first = new CompletableFuture<>();
    CompletableFuture<Reply> second = new CompletableFuture<>();
    try (LoopbackServer api =
        LoopbackServer.start(
            sent ->
                String.valueOf(sent.uri().getQuery()).contains("page=2")
                    ? second.join()
                    : first.join())) {
      FutureTask<Integer> tail = follow("--lines", "0");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> error.toString().contains("no run of items"));

      try (TestContext context = context(api.url())) {
        first.complete(Reply.json("{\"data\": [{\"id\": 1}, {\"id\": 2}]}"));
        awaitLine(" page 1: 2 rows: 2 inserted");
        assertThat(out.toString()).containsPattern("run \\S+ begins\n");

        second.complete(Reply.status(429, "{}").with("Retry-After", "40"));
        SignsOfLife life =
            new SignsOfLife(context.bean("caravanRunHistory", RunHistory.class), Clock.systemUTC());
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> {
                  life.give();
                  return out.toString().contains(" waits to ask again after status 429, at 20");
                });
      }
      awaitLine(" interrupted: 2 rows: 2 inserted, 1 retry");
      tail.cancel(true);
    }
  }

  @Test
  void showsTheErrorOfARunAndBeginsWithTheLatestOnes() throws Exception {
    try (LoopbackServer api = LoopbackServer.start(sent -> Reply.status(403, "no such luck"))) {
      for (int run = 0; run < 2; run++) {
        try (TestContext context = context(api.url())) {
          assertThat(
                  context
                      .bean("caravanSchedule", Schedule.class)
                      .await("items", Duration.ofSeconds(30)))
              .isPresent();
        }
      }
      FutureTask<Integer> tail = follow("--lines", "1");
      awaitLine(" failed: 0 rows, 1 request");
      assertThat(out.toString().lines())
          .singleElement()
          .asString()
          .contains("status 403", "no such luck");
      tail.cancel(true);
    }
  }

  private FutureTask<Integer> follow(String... arguments) {
    FutureTask<Integer> tail =
        new FutureTask<>(
            () ->
                CaravanCommand.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(error, true))
                    .execute(
                        "tail",
                        "items",
                        "-D",
                        "caravan.datasource.url=" + TestDatabases.sqliteUrl(directory),
                        arguments[0],
                        arguments[1]));
    Thread thread = new Thread(tail, "tail");
    thread.setDaemon(true);
    thread.start();
    return tail;
  }

  private void awaitLine(String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(out.toString()).as(error.toString()).contains(text));
  }

  private TestContext context(String url) throws Exception {
    return new TestContext()
        .with(
            Map.of(
                "caravan.once",
                "true",
                "caravan.datasource.url",
                TestDatabases.sqliteUrl(directory)))
        .routes(ROUTES.formatted(url))
        .start();
  }
}
