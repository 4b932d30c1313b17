package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.Notices;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.TestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a route of the user's is told of streams, each process being another one. */
@Timeout(60)
class NoticesTest extends PullTest {
  private static final String TELL =
      """
      - route:
          id: tell-us
          from:
            uri: direct:tell-us
            steps:
              - process: {ref: told}
      """;

  private final List<Map<?, ?>> told = new CopyOnWriteArrayList<>();
  private final Processor take =
      exchange -> told.add(exchange.getMessage().getMandatoryBody(Map.class));

  @Test
  void aStreamThatFailsIsToldOfOnceAndOnceWhenItIsWellAgain() throws Exception {
    assertThat(run(api(), take).state()).isEqualTo(RunState.COMPLETE);
    assertThat(told).isEmpty();

    String refused = api("bearerToken", "no-such-token");
    assertThat(run(refused, take).state()).isEqualTo(RunState.FAILED);
    assertThat(run(refused, take).state()).isEqualTo(RunState.FAILED);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).get("event")).isEqualTo("failed");
    assertThat(told.get(0).get("stream")).isEqualTo("items");
    assertThat(told.get(0).get("state")).isEqualTo("failed");
    assertThat(told.get(0).get("error")).asString().contains("401");
    assertThat(told.get(0).get("run"))
        .isEqualTo(
            sql.queryForList(
                    "select run_id from caravan_run where state = 'failed' order by started",
                    String.class)
                .get(0));

    assertThat(run(api(), take).state()).isEqualTo(RunState.COMPLETE);
    assertThat(run(api(), take).state()).isEqualTo(RunState.COMPLETE);
    assertThat(told).hasSize(2);
    assertThat(told.get(1).get("event")).isEqualTo("recovered");
  }

  @Test
  void aRouteThatFailsItselfChangesNothingOfTheRun() throws Exception {
    Processor broken =
        exchange -> {
          throw new IllegalStateException("no mail today");
        };
    String refused = api("bearerToken", "no-such-token");
    assertThat(run(refused, broken).error().orElseThrow()).contains("401");
    assertThat(lastRun("items")).containsEntry("state", "failed");
  }

  @Test
  void aStreamThatHasNotBeenCompleteForLongIsToldOfOnce() throws Exception {
    run(api(), take);
    sql.update(
        "update caravan_checkpoint set state = json_set(state, '$.last_success_ts', '2025-01-01T00:00:00Z')");
    TestContext context = context(true, api(), items(), TELL);
    try (context) {
      context
          .with(Map.of("caravan.streams", "none", "caravan.notify", "tell-us"))
          .with(Map.of("caravan.notify.overdue", "2h"))
          .bind("told", take)
          .start();
      Notices notices = context.bean("caravanNotices", Notices.class);
      notices.look();
      notices.look();
    }
    assertThat(told).hasSize(1);
    assertThat(told.get(0).get("event")).isEqualTo("overdue");
    assertThat(told.get(0).get("last_success")).isEqualTo("2025-01-01T00:00:00Z");
  }

  @Test
  void aNameOfNoSuchRouteStopsTheStart() {
    try (TestContext context = context(true, api(), items())) {
      context.with(Map.of("caravan.notify", "tell-us"));
      assertThatThrownBy(context::start)
          .hasStackTraceContaining("caravan.notify is 'tell-us', and no route with that id");
    }
  }

  private RunOutcome run(String api, Processor told) throws Exception {
    TestContext context = context(true, api, items(), TELL);
    try (context) {
      context.with(Map.of("caravan.notify", "tell-us")).bind("told", told).start();
      return context
          .bean("caravanSchedule", Schedule.class)
          .await("items", longestRun())
          .orElseThrow();
    }
  }
}
