package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stream that fails does to the health of a hub. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamsHealthTest {
  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{server}}"}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /items, records: $.data, pagination: none}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id}
      """;

  @Test
  void aStreamThatFailsIsNamedInAHubsHealthAndLeavesItUp(@TempDir Path folder) throws Exception {
    try (LoopbackServer server =
            LoopbackServer.start(sent -> Reply.status(403, "{\"error\":\"revoked\"}"));
        TestContext hub = new TestContext()) {
      hub.with(
              Map.of(
                  "server", server.url(),
                  "caravan.once", "true",
                  "caravan.datasource.url", TestDatabases.sqliteUrl(folder)))
          .routes(ROUTES)
          .start();
      hub.bean("caravanSchedule", Schedule.class).await("items", Duration.ofSeconds(30));

      Collection<Result> health = HealthCheckHelper.invoke(hub.context(), "full");
      assertThat(HealthCheckHelper.isResultsUp(health, false)).isTrue();
      Result streams = of("caravan-streams", health);
      assertThat(streams.getState()).isEqualTo(State.UNKNOWN);
      assertThat(streams.getDetails().get("items")).asString().contains("failed", "403");
      assertThat(HealthCheckHelper.invokeReadiness(hub.context(), "full"))
          .extracting(result -> result.getCheck().getId())
          .doesNotContain("caravan-streams");

      hub.bean("caravanStreamsHealth", StreamsHealth.class).counts();
      Collection<Result> counted = HealthCheckHelper.invoke(hub.context(), "full");
      assertThat(of("caravan-streams", counted).getState()).isEqualTo(State.DOWN);
    }
  }

  private static Result of(String check, Collection<Result> health) {
    return health.stream()
        .filter(result -> result.getCheck().getId().equals(check))
        .findFirst()
        .orElseThrow();
  }
}
