package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.fault.AnswerFault;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What APIs say about their limits, and how they fail. */
@Timeout(30)
class RetryTrapsTest extends PullTest {
  private static final Duration LEAST_BACKOFF = Duration.ofMillis(100);
  private static final Duration FIRST_BACKOFF_AT_MOST = Duration.ofMillis(1000);

  /** For the way there and back on a busy machine. */
  private static final Duration SLACK = Duration.ofMillis(700);

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "soon", "", "Wed, 21 Oct 2015 07:28:00 GMT"})
  void aRetryAfterThatAsksForNothingIsOwnBackoff(String text) throws Exception {
    sandbox.faults().on("items").page(1).times(1).respond(429).retryAfter(text);

    assertComplete(run(api(), items()));

    assertThat(gapBefore(2))
        .isGreaterThanOrEqualTo(LEAST_BACKOFF)
        .isLessThan(FIRST_BACKOFF_AT_MOST.plus(SLACK));
    assertItemsComplete();
  }

  @Test
  void aLongRetryAfterParksTheRunAndNoThreadSleeps() throws Exception {
    sandbox.faults().on("items").page(3).respond(429).retryAfterSeconds(86_400);
    Instant before = Instant.now();

    RunOutcome outcome = run(api(), items());

    assertThat(outcome.state()).isEqualTo(RunState.PARKED);
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    assertThat(outcome.notBefore().orElseThrow())
        .isBetween(before.plusSeconds(86_400), Instant.now().plusSeconds(86_402));
    assertThat(checkpoint("items").notBefore()).isEqualTo(outcome.notBefore());
    assertThat(lastRun("items")).containsEntry("state", "parked").containsEntry("pages", 2L);
    assertThat(count("items")).isEqualTo(20);
  }

  @Test
  void aRestartDoesNotForgetThatAStreamIsParked() throws Exception {
    AnswerFault fault = sandbox.faults().on("items").page(3).respond(429).retryAfterSeconds(86_400);
    run(api(), items());
    fault.off();
    sandbox.traffic().clear();

    RunOutcome again = run(api(), items());

    assertThat(again.state()).isEqualTo(RunState.PARKED);
    assertThat(sandbox.traffic().requests()).isEmpty();
    assertThat(checkpoint("items").notBefore()).isEqualTo(again.notBefore());
    assertThat(count("caravan_run")).isEqualTo(1);
  }

  @Test
  void aParkedStreamGoesOnByItselfAtItsInstantWhereItStopped() throws Exception {
    sandbox.faults().on("items").page(3).times(1).respond(429).retryAfterSeconds(2);

    try (TestContext context = context(false, api("maxRetryWait", "1s"), items())) {
      context.start();
      Schedule schedule = context.bean("caravanSchedule", Schedule.class);
      await().until(() -> stateOf(schedule) == RunState.PARKED);
      await().until(() -> stateOf(schedule) == RunState.COMPLETE);
    }

    assertThat(pagesRequested()).containsExactly(1, 2, 3, 3, 4);
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
    assertThat(checkpoint("items").notBefore()).isEmpty();
    assertItemsComplete();
  }

  @ParameterizedTest
  @CsvSource({"Retry-After, 1", "retry-AFTER, 1", "Retry-After, 1.2"})
  void secondsAreKeptInAnyLetterCaseAndWithAFraction(String header, String seconds)
      throws Exception {
    sandbox.faults().on("items").page(2).times(1).respond(503).header(header, seconds);

    assertComplete(run(api(), items()));

    assertThat(gapBefore(3))
        .isBetween(seconds(seconds), seconds(seconds).plusMillis(300).plus(SLACK));
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
  }

  @Test
  void aDateIsKept() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(2)
        .times(1)
        .respond(429)
        .retryAfterDate(Duration.ofSeconds(3));

    assertComplete(run(api(), items()));

    assertThat(gapBefore(3)).isGreaterThan(Duration.ofSeconds(2));
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds from now", "epoch seconds", "epoch milliseconds"})
  void theResetOfASpentLimitIsKeptInEachOfItsForms(String form) throws Exception {
    Instant reset = Instant.now().plusSeconds(3);
    String value =
        switch (form) {
          case "seconds from now" -> "2";
          case "epoch seconds" -> String.valueOf(reset.getEpochSecond());
          default -> String.valueOf(reset.toEpochMilli());
        };
    sandbox
        .faults()
        .on("items")
        .page(1)
        .times(1)
        .respond(429)
        .header("X-RateLimit-Remaining", "0")
        .header("X-RateLimit-Reset", value);

    assertComplete(run(api(), items()));

    assertThat(gapBefore(2)).isBetween(Duration.ofMillis(1400), Duration.ofSeconds(4).plus(SLACK));
  }

  @Test
  void aPlain500AfterALongRetryAfterWaitsThePlainBackoff() throws Exception {
    sandbox.faults().on("items").request(1).respond(429).retryAfterSeconds(2);
    sandbox.faults().on("items").request(2).respond(500);

    assertComplete(run(api(), items()));

    assertThat(gapBefore(2)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(gapBefore(3)).isLessThan(FIRST_BACKOFF_AT_MOST.plus(SLACK));
  }

  @Test
  void threeStreamsShareOneQuotaRetriesIncluded() throws Exception {
    sandbox.faults().onAny().probability(0.25, 3).respond(503).retryAfter("0.1");
    String[] routes = {
      api("quota", "15/s"),
      pull("items", "path", "/items?limit=4") + upsert("items", "id"),
      pull("orders", "path", "/orders?limit=4") + upsert("orders", "order_id"),
      pull("customers", "path", "/customers?limit=4") + upsert("customers", "id")
    };

    List<RunOutcome> outcomes = run(List.of("items", "orders", "customers"), routes);

    assertThat(outcomes).allMatch(outcome -> outcome.state() == RunState.COMPLETE);
    assertThat(sandbox.traffic().perStatus().get(503)).isPositive();
    assertThat(sandbox.traffic().maxInAnySlidingWindow(Duration.ofSeconds(1))).isBetween(12, 15);
    assertThat(count("items") + count("orders") + count("customers")).isEqualTo(120);
    assertLedgersBalance();
  }

  @Test
  void aPauseThatOneStreamWasToldHoldsForTheOthers() throws Exception {
    sandbox.faults().on("items").page(1).times(1).respond(429).retryAfterSeconds(1);
    String[] routes = {
      api("quota", "100/s"),
      pull("items") + upsert("items", "id"),
      pull("orders", "path", "/orders?limit=1") + upsert("orders", "order_id")
    };

    List<RunOutcome> outcomes = run(List.of("items", "orders"), routes);

    assertThat(outcomes).allMatch(outcome -> outcome.state() == RunState.COMPLETE);
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
    // One request of the other stream may have been on its way when the response came.
    assertThat(sandbox.traffic().requestsThatCrossed()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aServerThatDoesNotAnswerIsAskedAgain() throws Exception {
    sandbox.faults().on("items").page(2).times(1).slow(Duration.ofSeconds(20));

    assertComplete(run(api("responseTimeout", "2s"), items()));

    assertThat(pagesRequested()).containsExactly(1, 2, 2, 3, 4);
    assertThat(lastRun("items")).containsEntry("retries", 1L);
    assertItemsComplete();
  }

  @Test
  void aServerThatIsNotThereIsAskedAgainAndThenNamed() throws Exception {
    int closed = closedPort();
    String url = "http://127.0.0.1:" + closed;

    String error = assertFailed(run(api("baseUrl", url, "maxRetries", "1"), items()));

    assertThat(error).contains("GET " + url + "/items?limit=10").containsIgnoringCase("refused");
    assertThat(lastRun("items")).containsEntry("retries", 1L).containsEntry("requests", 2L);
  }

  /** The queue of connections that nobody takes is full, so that the system lets others wait. */
  @Test
  void aServerThatTakesNoConnectionIsAskedAgainAndThenNamed() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full, queue);
      String url = "http://127.0.0.1:" + full.getLocalPort();

      String error =
          assertFailed(
              run(api("baseUrl", url, "maxRetries", "1", "connectTimeout", "300ms"), items()));

      assertThat(error)
          .contains("GET " + url + "/items?limit=10")
          .containsIgnoringCase("timed out");
      assertThat(lastRun("items")).containsEntry("retries", 1L).containsEntry("requests", 2L);
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 422, 302})
  void aStatusThatIsAMistakeIsNotAskedAgainAndToldInFull(int status) throws Exception {
    String body = "{\"error\": \"" + "no such thing ".repeat(50) + "\"}";
    sandbox.faults().on("items").page(1).respond(status).body("application/json", body);

    String error = assertFailed(run(api(), items()));

    assertThat(sandbox.traffic().requests()).hasSize(1);
    SeenRequest request = sandbox.traffic().requests().get(0);
    assertThat(request.requestId()).isNotEmpty();
    assertThat(error)
        .contains("GET " + sandbox.url() + "/items?limit=10")
        .contains("status " + status)
        .contains(request.requestId())
        .contains(body.substring(0, 500))
        .doesNotContain(body.substring(0, 501))
        .doesNotContain(TOKEN);
    assertThat(lastRun("items")).containsEntry("retries", 0L).containsEntry("pages", 0L);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aStatusThatMayPassIsAskedAgain(int status) throws Exception {
    sandbox.faults().on("items").page(1).times(1).respond(status);

    assertComplete(run(api(), items()));

    assertThat(pagesRequested()).containsExactly(1, 1, 2, 3, 4);
  }

  @Test
  void aRequestIsAskedAgainNoMoreOftenThanMaxRetries() throws Exception {
    sandbox.faults().on("items").page(1).respond(503);

    assertFailed(run(api("maxRetries", "2"), items()));

    assertThat(pagesRequested()).containsExactly(1, 1, 1);
  }

  private static RunState stateOf(Schedule schedule) {
    Map<String, RunOutcome> latest = schedule.latest();
    return latest.containsKey("items") ? latest.get("items").state() : RunState.RUNNING;
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
  }

  /** Connects until a connection has to wait. */
  private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
    while (queue.size() < 100) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new IllegalStateException("this system queues connections without end");
  }

  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
