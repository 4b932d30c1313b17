package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.testing.TestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Caravan in a hub that has an error handling of its own: a dead letter channel for all routes, an
 * unnamed routeConfiguration and an intercept. Neither side changes the other.
 */
@Timeout(30)
class EmbeddingTest extends PullTest {
  /** Handles every failure and notes it, retries included. */
  private static final String HUB =
      """
      - routeConfiguration:
          onException:
            - onException:
                exception: [java.lang.IllegalArgumentException]
                redeliveryPolicy: {maximumRedeliveries: 2, redeliveryDelay: 1}
                handled: {constant: "true"}
                steps:
                  - process: {ref: hubNote}
          intercept:
            - intercept:
                steps:
                  - process: {ref: hubIntercept}
      - route:
          id: hub-handled
          from:
            uri: direct:hub-handled
            steps:
              - process: {ref: hubAttempt}
              - throwException: {exceptionType: java.lang.IllegalArgumentException, message: "no"}
      - route:
          id: hub-dead
          from:
            uri: direct:hub-dead
            steps:
              - process: {ref: hubAttempt}
              - throwException: {exceptionType: java.lang.IllegalStateException, message: "dead"}
      - route:
          id: hub-dead-letters
          from:
            uri: direct:hub-dead-letters
            steps:
              - process: {ref: hubNote}
      """;

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<String> attempts = new CopyOnWriteArrayList<>();
  private final List<String> intercepted = new CopyOnWriteArrayList<>();

  @Test
  void theHubsRoutesBehaveTheSameWithAndWithoutCaravan() throws Exception {
    try (DefaultCamelContext alone = new DefaultCamelContext()) {
      hub(alone);
      load(alone, HUB);
      alone.start();
      assertHubBehaves(alone);
    }
    try (TestContext both = context(true, HUB, api(), items())) {
      hub(both.context());
      both.start();
      assertComplete(outcomeOf(both, "items"));
      assertHubBehaves(both.context());
    }
  }

  @Test
  void caravansRetriesAreTheSameWithTheHubsErrorHandling() throws Exception {
    sandbox.faults().on("items").page(2).times(2).respond(503);
    sandbox.faults().on("items").page(3).times(1).cutOff();

    try (TestContext both = context(true, HUB, api(), items())) {
      hub(both.context());
      assertComplete(outcomeOf(both.start(), "items"));
    }

    assertThat(pagesRequested()).containsExactly(1, 2, 2, 2, 3, 3, 4);
    assertThat(lastRun("items")).containsEntry("retries", 3L);
    assertThat(notes).isEmpty();
    assertThat(intercepted).doesNotContain("caravan-fetch", "caravan-request");
    assertItemsComplete();
  }

  @Test
  void aRequestThatFailsForGoodFailsTheRunDespiteTheHubsDeadLetterChannel() throws Exception {
    sandbox.faults().on("items").page(3).respond(403);

    try (TestContext both = context(true, HUB, api(), items())) {
      hub(both.context());
      assertThat(assertFailed(outcomeOf(both.start(), "items"))).contains("status 403");
    }

    assertThat(sandbox.traffic().requests()).hasSize(3);
    assertThat(notes).isEmpty();
    assertThat(count("items")).isEqualTo(20);
  }

  @Test
  void aPageThatTheHubsErrorHandlingTakesAsHandledIsNotKept() throws Exception {
    String route =
        pull("items")
            + upsert("items", "id")
            + steps(
                """
                - choice:
                    when:
                      - simple: "${body[0][id]} == 21"
                        steps:
                          - throwException: {exceptionType: java.lang.IllegalArgumentException, message: "no"}
                """);

    try (TestContext both = context(true, HUB, api(), route)) {
      hub(both.context());
      assertFailed(outcomeOf(both.start(), "items"));
    }

    assertThat(notes).containsExactly("no");
    assertThat(count("items")).isEqualTo(20);
    assertThat(lastRun("items")).containsEntry("pages", 2L);
  }

  @Test
  void aMisspeltParameterStopsTheStartInAHub() {
    try (TestContext hub = context(true, api(), items("paginaton", "cursor"))) {
      assertThatThrownBy(hub::start)
          .hasStackTraceContaining("paginaton")
          .hasStackTraceContaining("did you mean pagination?");
    }
  }

  @Test
  void twoContextsInOneProcessDoNotDisturbEachOther() throws Exception {
    try (Sandbox other = Sandbox.start(sandboxOptions())) {
      other.faults().on("items").page(2).respond(429).retryAfterSeconds(86_400);
      String own = databaseUrl;
      try (TestContext left = context(true, api("quota", "1000/s"), items())) {
        databaseUrl = own.replace("caravan.db", "other.db");
        try (TestContext right =
            context(true, api("baseUrl", other.url()), pull("items") + upsert("items", "id"))) {
          right.start();
          left.start();
          assertComplete(outcomeOf(left, "items"));
          assertThat(outcomeOf(right, "items").state()).isEqualTo(RunState.PARKED);
          right.close();
          assertThat(left.bean("caravanSchedule", Schedule.class).latest()).hasSize(1);
        }
      }
    }
    assertItemsComplete();
    assertThat(count("caravan_run")).isEqualTo(1);
  }

  @Test
  void aSecondContextRunsOnAfterTheFirstStopped() throws Exception {
    String own = databaseUrl;
    TestContext first = context(true, api(), items()).start();
    assertComplete(outcomeOf(first, "items"));
    databaseUrl = own.replace("caravan.db", "other.db");
    try (TestContext second = context(false, api(), items("every", "1s")).start()) {
      assertComplete(outcomeOf(second, "items"));
      first.close();
      int before = sandbox.traffic().requests().size();
      await().until(() -> sandbox.traffic().requests().size() > before + 4);
      assertThat(second.bean("caravanSchedule", Schedule.class).latest().get("items").state())
          .isEqualTo(RunState.COMPLETE);
    }
  }

  private void hub(CamelContext context) {
    context.getRegistry().bind("hubNote", note());
    context
        .getRegistry()
        .bind("hubAttempt", (Processor) exchange -> attempts.add(exchange.getFromRouteId()));
    context
        .getRegistry()
        .bind(
            "hubIntercept",
            (Processor) exchange -> intercepted.add(String.valueOf(routeOf(exchange))));
    DeadLetterChannelBuilder dead = new DeadLetterChannelBuilder("direct:hub-dead-letters");
    dead.maximumRedeliveries(1).redeliveryDelay(1);
    context.getCamelContextExtension().setErrorHandlerFactory(dead);
  }

  private Processor note() {
    return exchange ->
        notes.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getMessage());
  }

  private static String routeOf(Exchange exchange) {
    return ExchangeHelper.getAtRouteId(exchange);
  }

  private void assertHubBehaves(CamelContext context) {
    notes.clear();
    attempts.clear();
    intercepted.clear();
    ProducerTemplate template = context.createProducerTemplate();
    template.sendBody("direct:hub-handled", "x");
    template.sendBody("direct:hub-dead", "x");
    assertThat(notes).containsExactly("no", "dead");
    assertThat(attempts).containsExactly("hub-handled", "hub-dead");
    assertThat(intercepted).isNotEmpty().allMatch(route -> route.startsWith("hub-"));
  }

  private static void load(CamelContext context, String yaml) throws Exception {
    Resource resource = ResourceHelper.fromString("hub.camel.yaml", yaml);
    PluginHelper.getRoutesLoader(context).loadRoutes(List.of(resource));
  }

  private static RunOutcome outcomeOf(TestContext context, String stream) throws Exception {
    return context
        .bean("caravanSchedule", Schedule.class)
        .await(stream, Duration.ofSeconds(20))
        .orElseThrow();
  }
}
