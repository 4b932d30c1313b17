package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.run.history.SignsOfLife;
import dev.caravan.run.history.StreamStatus;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that only say that something changed: the record comes from an API. */
@Timeout(90)
class WorkDetailsTest extends WorkTest {
  private static final String TOKEN = "hush-details-7";

  private final AtomicInteger hiccups = new AtomicInteger(1);
  private final AtomicInteger drops = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final CyclicBarrier four = new CyclicBarrier(4);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile boolean isIll;
  private final LoopbackServer api = LoopbackServer.start(this::answer);

  @AfterEach
  void stop() {
    api.close();
  }

  private Reply answer(Sent sent) {
    String id = sent.uri().getPath().replaceAll(".*/", "");
    if (drops.getAndDecrement() > 0) {
      throw new IllegalStateException("the connection is closed without a response");
    }
    if (refusals.getAndDecrement() > 0) {
      return Reply.status(401, "{\"error\": \"token " + TOKEN + "\"}");
    }
    if (id.startsWith("slow")) {
      return together(id);
    }
    if (isIll && !id.startsWith("well")) {
      return ill(id);
    }
    return switch (id) {
      case "404" -> Reply.status(404, "{\"error\": \"none\"}");
      case "422" -> Reply.status(422, "{\"error\": \"not with " + TOKEN + "\"}");
      case "500" ->
          hiccups.getAndDecrement() > 0
              ? Reply.status(503, "").with("Retry-After", "0")
              : details("500");
      default -> details(id);
    };
  }

  /** Whatever a sick API says instead of a record. */
  private static Reply ill(String id) {
    return switch (id) {
      case "html" -> Reply.json("<html>maintenance</html>").with("Content-Type", "text/html");
      case "login" -> Reply.status(302, "").with("Location", "/login");
      case "cut" -> Reply.json("{\"payment\": {\"id\": \"cut\", \"card\": \"4111-1111");
      case "empty" -> Reply.json("");
      case "other" -> Reply.json("{\"message\": \"try later\"}");
      case "asks" -> Reply.status(503, "").with("Retry-After", "1");
      default -> Reply.status(500, "{\"error\": \"internal\"}");
    };
  }

  private static Reply details(String id) {
    return Reply.json("{\"payment\": {\"id\": \"%s\", \"state\": \"paid\"}}".formatted(id));
  }

  private String bean() {
    return """
    - beans:
        - name: shop
          type: dev.caravan.api.Api
          properties: {baseUrl: "%s", bearerToken: "%s", maxRetryWait: 5s}
    """
        .formatted(api.url(), TOKEN);
  }

  private String worker(String missing) {
    return worker(
        "record", "$.object",
        "api", "shop",
        "details", "/payments/{id}",
        "detailsRecord", "$.payment",
        "detailsAttempts", "2",
        "detailsMissing", missing);
  }

  private void sendThin(String eventId, String id) {
    send(eventId, "{\"object\": {\"id\": \"%s\"}}".formatted(id));
  }

  @Test
  void theDetailsOfEachNewEventAreAskedForOnceAndTakeThePlaceOfTheRecord() throws Exception {
    sendThin("evt-1", "a b/c");
    sendThin("evt-2", "500");
    flush();
    start(bean(), worker("dead-letter"), upsertDetails());
    awaitAcknowledged();
    sendThin("evt-1", "a b/c");
    awaitAcknowledged();

    assertThat(sql.queryForList("select id from payments where state = 'paid'", String.class))
        .containsExactlyInAnyOrder("c", "500");
    assertThat(paths())
        .containsExactlyInAnyOrder("/payments/a%20b%2Fc", "/payments/500", "/payments/500");
    assertThat(api.requests().get(0).header("Authorization")).isEqualTo("Bearer " + TOKEN);
    assertThat(sumOfRuns("requests")).isEqualTo(3);
    assertThat(sumOfRuns("duplicates")).isEqualTo(1);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void whatTheApiDoesNotKnowOrRefusesGoesToTheDeadLetters() throws Exception {
    sendThin("evt-1", "1");
    sendThin("evt-2", "404");
    sendThin("evt-3", "422");
    send("evt-4", "{\"object\": {\"other\": 1}}");
    sendThin("evt-5", "5");
    flush();
    start(bean(), worker("dead-letter"), upsertDetails());
    awaitAcknowledged();

    List<ConsumerRecord<String, byte[]>> letters = deadLetters();
    assertThat(letters)
        .extracting(letter -> TestKafka.header(letter, EventHeaders.REASON))
        .containsExactlyInAnyOrder("details_missing", "details_refused", "no_record");
    assertThat(letters)
        .extracting(letter -> TestKafka.header(letter, EventHeaders.ERROR))
        .noneMatch(error -> error.contains(TOKEN));
    assertThat(count("payments")).isEqualTo(2);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void anEventWithoutDetailsIsLeftOutWhereThatIsDeclared() throws Exception {
    sendThin("evt-1", "1");
    sendThin("evt-2", "404");
    flush();
    start(bean(), worker("skip"), upsertDetails());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(1);
    assertThat(deadLetters()).isEmpty();
    assertThat(sumOfRuns("skipped")).isEqualTo(1);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void anApiThatRefusesTheTokenStopsTheWorkUntilItTakesItAndNothingIsGivenUp() throws Exception {
    refusals.set(2);
    sendThin("evt-1", "1");
    flush();
    start(bean(), worker("dead-letter"), upsertDetails());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(1);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void anApiThatClosesConnectionsCostsTimeAndNoEvents() throws Exception {
    drops.set(2);
    sendThin("evt-1", "1");
    flush();
    String impatient = bean().replace("maxRetryWait: 5s", "maxRetries: 0");
    start(impatient, worker("dead-letter"), upsertDetails());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(1);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void anApiThatIsIllIsNoFaultOfTheEventsAndReadinessSaysSoFromTheFirstWaitOn() throws Exception {
    isIll = true;
    List<String> ids = List.of("html", "login", "cut", "empty", "other", "asks", "boom");
    ids.forEach(id -> sendThin("evt-" + id, id));
    flush();
    TestContext context = start(bean(), worker("dead-letter"), upsertDetails());
    await("readiness to be down").until(() -> readiness(context) == HealthCheck.State.DOWN);
    context.bean("caravanSignsOfLife", SignsOfLife.class).give();
    assertThat(new StreamStatuses(database).all())
        .allSatisfy(status -> assertThat(status.isFailed()).isTrue())
        .allSatisfy(status -> assertThat(status.toString()).contains("waits: "));
    assertThat(context.context().getRoute("caravan-signs-of-life").getEndpoint().getEndpointUri())
        .contains("period=30000");
    isIll = false;
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(ids.size());
    assertThat(deadLetters()).isEmpty();
    context.bean("caravanSignsOfLife", SignsOfLife.class).give();
    assertThat(new StreamStatuses(database).all()).noneMatch(StreamStatus::isFailed);
    assertThat(readiness(context)).isEqualTo(HealthCheck.State.UP);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void anEventWhoseDetailsAreNeverGivenDoesNotHoldUpThoseAfterIt() throws Exception {
    isIll = true;
    sendThin("evt-1", "boom");
    sendThin("evt-2", "cut");
    flush();
    TestContext context = start(bean(), worker("dead-letter"), upsertDetails());
    await("readiness to be down").until(() -> readiness(context) == HealthCheck.State.DOWN);
    assertThat(deadLetters()).isEmpty();
    sendThin("evt-3", "well-3");
    awaitAcknowledged();

    assertThat(sql.queryForList("select id from payments", String.class)).containsExactly("well-3");
    assertThat(deadLetters())
        .extracting(letter -> TestKafka.header(letter, EventHeaders.REASON))
        .containsExactly("details_refused", "details_refused");
    assertThat(deadLetters())
        .extracting(letter -> TestKafka.header(letter, EventHeaders.ATTEMPTS))
        .containsExactly("2", "2");
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void detailsAreAskedForSeveralAtATime() throws Exception {
    List<String> ids = IntStream.range(0, 8).mapToObj(i -> "slow-" + i).toList();
    ids.forEach(id -> sendThin("evt-" + id, id));
    flush();
    start(bean(), worker("dead-letter"), upsertDetails());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(8);
    assertThat(mostUnderWay.get()).isEqualTo(4);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void oneAnswerDoesNotTakeThePlaceOfSeveralRecords() throws Exception {
    send("evt-1", "{\"object\": [{\"id\": \"1\"}, {\"id\": \"2\"}]}");
    flush();
    start(bean(), worker("dead-letter"), upsertDetails());
    awaitAcknowledged();

    assertThat(deadLetters()).hasSize(1);
    assertThat(TestKafka.header(deadLetters().get(0), "caravan_reason")).isEqualTo("no_record");
    assertThat(TestKafka.header(deadLetters().get(0), "caravan_error")).contains("has 2 records");
    assertThat(paths()).isEmpty();
  }

  private static HealthCheck.State readiness(TestContext context) {
    return context.bean("caravanWorkersHealth", WorkersHealth.class).call().getState();
  }

  /** Answers when as many are under way as the worker may ask for at a time. */
  private Reply together(String id) {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try {
      four.await(20, TimeUnit.SECONDS);
      return details(id);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private static String upsertDetails() {
    return steps("- to: {uri: 'kamelet:caravan-upsert', parameters: {table: payments, key: id}}");
  }

  private List<String> paths() {
    return api.requests().stream().map(sent -> sent.uri().getRawPath()).toList();
  }
}
