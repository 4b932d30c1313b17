package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestContext;
import dev.caravan.worker.seen.ForgetEvents;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ids that are older than {@code remember}, while no event comes. */
@Timeout(90)
class WorkForgetTest extends WorkTest {
  private static final String OLD = "caravan_seen_event where event_id = 'old'";

  @Test
  void oldIdsGoWithoutABatchOnceEverythingIsAcknowledged() throws Exception {
    enterOldId();
    TestContext context = start(worker("remember", "1h"), upsert());
    ForgetEvents forget = context.bean("caravanForgetEvents", ForgetEvents.class);
    forget.whenIdle();
    assertThat(count(OLD)).as("what an earlier process left may come again").isEqualTo(1);

    send("evt-1", payment(1, 1));
    awaitAcknowledged();
    await("the first batch to have forgotten").until(() -> count(OLD) == 0);
    enterOldId();
    await("the id to be forgotten without a batch")
        .until(
            () -> {
              forget.whenIdle();
              return count(OLD) == 0;
            });
    assertThat(count("caravan_seen_event")).as("the young one").isEqualTo(1);
    assertThat(context.context().getRoute("caravan-forget-events")).isNotNull();
  }

  @Test
  void idsStayWhileMessagesAreWorkedOnThatMayComeAgain() throws Exception {
    String fails =
        steps(
            """
            - filter:
                simple: "${body} contains 'payment 2'"
                steps:
                  - throwException: {exceptionType: java.lang.IllegalStateException, message: "not yet"}
            """);
    TestContext context =
        start(
            worker("remember", "1h", "retries", "9", "retryDelay", "30s"), fails + "\n", upsert());
    ForgetEvents forget = context.bean("caravanForgetEvents", ForgetEvents.class);
    Worker worker = context.bean("caravanWorkers", Workers.class).find("payments").orElseThrow();
    send("evt-1", payment(1, 1));
    awaitAcknowledged();
    await("all to be acknowledged").until(worker.progress()::isAllAcknowledged);

    send("evt-2", payment(2, 1));
    flush();
    await("work on the second").until(() -> !worker.progress().isAllAcknowledged());
    enterOldId();
    forget.whenIdle();
    assertThat(count(OLD)).isEqualTo(1);
  }

  private void enterOldId() {
    sql.update(
        "insert into caravan_seen_event (stream, source, event_id, seen_at)"
            + " values ('payments', '', 'old', ?)",
        database.time(Instant.now().minus(Duration.ofHours(2))));
  }
}
