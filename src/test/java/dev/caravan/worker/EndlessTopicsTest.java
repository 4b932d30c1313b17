package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.TestContext;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bad event that comes back to the worker that gave it up would go round for ever. */
@Timeout(60)
class EndlessTopicsTest {
  @TempDir Path directory;

  @Test
  void aWorkerWhoseDeadLettersAreItsTopicIsRefused() {
    assertRefused(
        worker("payments", "{topic: orders, deadLetters: '{{dead}}'}", "other"),
        "route payments: caravan-worker, parameter deadLetters: 'orders' is the topic that it");
  }

  @Test
  void aCircleOfWorkersIsRefusedHoweverLongAndWhereverItsDeadLettersAreNamed() {
    assertRefused(
        worker("payments", "{topic: orders}", "other")
            + worker("second", "{topic: orders.dead, deadLetters: third}", "other")
            + worker("third", "{topic: third, deadLetters: orders}", "other"),
        "comes back to the topic that it reads, by the dead letters of route");
  }

  @Test
  void eachOfSeveralTopicsIsLookedAt() {
    assertRefused(
        worker("payments", "{topic: 'refunds,orders', deadLetters: orders}", "other"),
        "route payments: caravan-worker, parameter deadLetters: 'orders' is the topic that it");
  }

  @Test
  void aWorkerWhoseStepsSendToItsOwnTopicIsRefused() {
    assertRefused(
        worker("payments", "{topic: orders}", "orders"),
        "route payments: caravan-kafka, parameter topic: 'orders' is what the route's own worker");
  }

  @Test
  void aRouteThatComesLaterIsLookedAtToo() throws Exception {
    try (TestContext context = context(worker("payments", "{topic: orders}", "other"))) {
      context.start();
      assertThatThrownBy(
              () ->
                  PluginHelper.getRoutesLoader(context.context())
                      .loadRoutes(
                          ResourceHelper.fromString(
                              "later.camel.yaml",
                              worker(
                                  "later", "{topic: orders.dead, deadLetters: orders}", "other"))))
          .hasStackTraceContaining("comes back to the topic that it reads");
    }
  }

  @Test
  void chainsAndEqualNamesInOtherClustersAreNone() {
    assertThatCode(
            () -> {
              try (TestContext context =
                  context(
                      worker("payments", "{topic: orders}", "other")
                          + worker("again", "{topic: orders.dead, deadLetters: given-up}", "other")
                          + worker(
                              "elsewhere",
                              "{topic: given-up, brokers: 'localhost:2', deadLetters: orders}",
                              "given-up"))) {
                context.start();
              }
            })
        .doesNotThrowAnyException();
  }

  private void assertRefused(String routes, String said) {
    try (TestContext context = context(routes)) {
      assertThatThrownBy(context::start).hasStackTraceContaining(said);
    }
  }

  private TestContext context(String routes) {
    return new TestContext()
        .with(
            Map.of(
                "kafka.brokers",
                "localhost:1",
                "dead",
                "orders",
                "caravan.datasource.url",
                "jdbc:sqlite:" + directory.resolve("data.db")))
        .routes(routes);
  }

  private static String worker(String id, String parameters, String sink) {
    return """
    - route:
        id: %s
        from:
          uri: kamelet:caravan-worker
          parameters: %s
          steps:
            - to: {uri: "kamelet:caravan-kafka", parameters: {topic: %s, key: id}}
    """
        .formatted(id, parameters, sink);
  }
}
