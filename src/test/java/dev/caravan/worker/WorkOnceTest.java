package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that come again, and out of order. */
@Timeout(90)
class WorkOnceTest extends WorkTest {
  @Test
  void theSameEventTenTimesAndAgainAfterARestartMakesOneRow() throws Exception {
    for (int i = 0; i < 10; i++) {
      send("evt-1", payment(1, i));
    }
    try (var first = start(worker(), upsert())) {
      awaitAcknowledged();
    }
    send("evt-1", payment(1, 99));
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select version from payments", Long.class)).containsExactly(0L);
    assertThat(count("caravan_seen_event")).isEqualTo(1);
    assertThat(sumOfRuns("events")).isEqualTo(11);
    assertThat(sumOfRuns("applied")).isEqualTo(1);
    assertThat(sumOfRuns("duplicates")).isEqualTo(10);
    assertThat(unbalancedRuns()).isEmpty();
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void aSilenceLongerThanRememberForgetsNothingUntilTheBatchAfterIt() throws Exception {
    sql.update(
        "insert into caravan_seen_event (stream, source, event_id, seen_at)"
            + " values ('payments', '/webhook/payments', 'evt-1', ?)",
        database.time(Instant.now().minus(Duration.ofDays(2))));
    start(worker("remember", "1d"), upsert());
    send("evt-1", payment(1, 1));
    awaitAcknowledged();
    assertThat(sumOfRuns("duplicates")).as("what is old when it comes again").isEqualTo(1);

    send("evt-1", payment(1, 2));
    awaitAcknowledged();
    assertThat(sumOfRuns("applied")).as("after the batch that forgot it").isEqualTo(1);
  }

  @Test
  void eventsOfOneEntityOutOfOrderLeaveTheNewestVersion() throws Exception {
    send("evt-3", payment(1, 3));
    send("evt-1", payment(1, 1));
    try (var first = start(worker(), upsert())) {
      awaitAcknowledged();
    }
    send("evt-2", payment(1, 2));
    send("evt-5", payment(2, 5));
    send("evt-4", payment(2, 4));
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(sql.queryForList("select version from payments order by id", Long.class))
        .containsExactly(3L, 5L);
    assertThat(sumOfRuns("applied")).isEqualTo(5);
    assertThat(sumOfRuns("unchanged")).isEqualTo(3);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void thousandsOfEventsWithRepeatsAreAppliedOnceInBatches() throws Exception {
    for (int i = 0; i < 6_000; i++) {
      int id = i % 4_000;
      send("evt-" + id, payment(id, 1));
    }
    flush();
    start(worker("batch", "500"), upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(4_000);
    assertThat(sumOfRuns("applied")).isEqualTo(4_000);
    assertThat(sumOfRuns("duplicates")).isEqualTo(2_000);
    assertThat(sumOfRuns("pages")).isLessThan(40);
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void aWorkerThatStopsAmidABacklogHasAcknowledgedAllThatItWorkedOn() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      send("evt-" + i, payment(i, 1));
    }
    flush();
    try (var stopped = start(worker("batch", "10"), upsert())) {
      await("some events").until(() -> sumOfRuns("applied") > 100);
    }

    assertThat(sumOfRuns("applied")).isLessThan(3_000);
    assertThat(acknowledged()).isEqualTo(sumOfRuns("applied"));
  }
}
