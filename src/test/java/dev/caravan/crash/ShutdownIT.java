package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopped while it waits, and told to wait for a day. */
@Execution(ExecutionMode.CONCURRENT)
class ShutdownIT {
  private static final int PAGES = 12;
  private static final int LIMIT = 20;

  /** Far below the minute that it waits for, and far above what a stop takes on a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(25);

  private static final int DAY = 86_400;

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults().withCounts(PAGES * LIMIT, 0, 0).withToken(Installation.TOKEN));
  private final Installation caravan =
      Installation.onSqlite(processes).of(sandbox, LIMIT, "commit-every=0");

  @AfterEach
  void close() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run --once"})
  void stopsWithinSecondsDuringARetryAfterAndGoesOnAtThatPage(String verb) {
    sandbox.faults().on("items").page(3).times(1).respond(429).retryAfterSeconds(60);
    Child child = caravan.start(verb.split(" "));
    child.awaitLine("as the server asks");
    child.awaitLines(2, Child.PAGE_WRITTEN);

    stops(child);
    goesOnAt(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run --once"})
  void stopsWithinSecondsDuringARetryAfterOfTheFirstPage(String verb) {
    sandbox.faults().on("items").page(1).times(1).respond(429).retryAfterSeconds(60);
    Child child = caravan.start(verb.split(" "));
    child.awaitLine("as the server asks");

    stops(child);
    goesOnAt(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run --once"})
  void stopsWithinSecondsWhileItWaitsForTheQuota(String verb) {
    Child child = caravan.start((verb + " -D shop.quota=3/1m").split(" "));
    child.awaitLines(3, Child.PAGE_WRITTEN);

    stops(child);
    assertThat(requestedPages()).containsExactly(1, 2, 3);
    goesOnAt(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void parksForADayAndARestartAsksNothing(int page) throws Exception {
    sandbox.faults().on("items").page(page).times(1).respond(429).retryAfterSeconds(DAY);
    Instant start = Instant.now();
    assertThat(caravan.start("run", "--once").exitCode()).isEqualTo(1);

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
    assertThat(caravan.runStates()).containsExactly("parked");
    JsonNode parked = caravan.checkpoint();
    Instant notBefore = Instant.parse(parked.get("not_before").asText());
    assertThat(notBefore)
        .isCloseTo(start.plusSeconds(DAY), Assertions.within(30, ChronoUnit.SECONDS));
    assertThat(requestedPages()).containsExactlyElementsOf(pages(1, page));

    sandbox.traffic().clear();
    Child again = caravan.start("run", "--once");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.count("parked until " + notBefore)).isEqualTo(1);
    assertThat(sandbox.traffic().requests()).isEmpty();
    assertThat(caravan.checkpoint()).isEqualTo(parked);
    statusShows(notBefore);
  }

  @Test
  void aParkedStreamGoesOnAtItsInstant() {
    sandbox.faults().on("items").page(3).times(1).respond(429).retryAfterSeconds(5);
    Child child = caravan.start("run", "-D", "shop.max-retry-wait=1s");
    child.awaitLine("complete after");

    stopsCleanly(child);
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
    assertThat(caravan.runStates()).containsExactly("parked", "complete");
    assertThat(sandbox.traffic().timesRequested("items", 3)).isEqualTo(2);
    assertComplete();
  }

  private void statusShows(Instant notBefore) throws Exception {
    Child status = caravan.start("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.log())
        .anyMatch(line -> line.matches(" +next attempt +not before +" + notBefore));
    assertThat(status.log()).anyMatch(line -> line.matches(" +last run .* parked"));

    Child json = caravan.start("status", "--json");
    assertThat(json.exitCode()).isZero();
    JsonNode stream = Installation.json(String.join("\n", json.log())).get(0);
    assertThat(stream.get("not_before").asText()).isEqualTo(notBefore.toString());
    assertThat(stream.get("last_run").get("state").asText()).isEqualTo("parked");
  }

  private void stops(Child child) {
    stopsCleanly(child);
    assertThat(caravan.runStates()).containsExactly("interrupted");
  }

  private void stopsCleanly(Child child) {
    child.terminate();
    assertThat(child.endsWithin(SOON)).as("ended within " + SOON + " of SIGTERM").isTrue();
    child.exitCode();
    assertThat(child.count("\tat ")).as("lines of stack traces").isZero();
  }

  private void goesOnAt(int page) {
    sandbox.traffic().clear();
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(requestedPages()).containsExactlyElementsOf(pages(page, PAGES));
    assertThat(caravan.runStates()).containsExactly("interrupted", "complete");
    assertComplete();
  }

  private void assertComplete() {
    assertTable(caravan.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
    assertThat(caravan.checkpoint().get("scan").isNull()).isTrue();
    assertThat(caravan.checkpoint().get("not_before").isNull()).isTrue();
  }

  private List<Integer> requestedPages() {
    return sandbox.traffic().requests("items").stream().map(SeenRequest::page).toList();
  }

  private static List<Integer> pages(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }
}
