package dev.caravan.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two workers in one group on six partitions of a topic, on PostgreSQL. */
@Timeout(120)
class WorkGroupTest extends WorkTest {
  @BeforeEach
  @Override
  void open() {
    onPostgres();
    super.open();
    topic = TestKafka.topic(6);
  }

  @Test
  void bothWorkAndWhenOneGoesTheOtherTakesOverAndNothingIsLostOrRepeated() throws Exception {
    TestContext first = start(worker("batch", "50"), upsert());
    start(worker("batch", "50"), upsert());
    int sent = 0;
    while (workersThatApplied() < 2) {
      sent = sendMore(sent, 300);
      assertThat(sent).as("events until both work").isLessThan(30_000);
    }
    sent = sendMore(sent, 2_000);
    first.close();
    sent = sendMore(sent, 500);
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(sent);
    assertThat(sumOfRuns("applied")).isEqualTo(sent);
    assertThat(sumOfRuns("inserted")).isEqualTo(sent);
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void twoWorkersThatGetTheSameEventsApplyEachOnce() throws Exception {
    // Two topics, as after a rebalance that gives a partition away while its batch is worked on.
    String copy = TestKafka.topic(6);
    String original = topic;
    for (int i = 0; i < 2_000; i++) {
      topic = original;
      send("evt-" + i, payment(i, 1));
      topic = copy;
      send("evt-" + i, payment(i, 1));
    }
    flush();
    String routeOfCopy = worker("batch", "70");
    topic = original;
    TestContext one = start(worker("batch", "50"), upsert());
    TestContext other = start(routeOfCopy, upsert());
    await("both topics to be worked on").until(() -> sumOfRuns("events") == 4_000);
    one.close();
    other.close();

    assertThat(count("payments")).isEqualTo(2_000);
    assertThat(sumOfRuns("applied")).isEqualTo(2_000);
    assertThat(sumOfRuns("duplicates")).isEqualTo(2_000);
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  private int sendMore(int sent, int more) {
    for (int i = sent; i < sent + more; i++) {
      send("evt-" + i, payment(i, 1));
    }
    flush();
    return sent + more;
  }

  private long workersThatApplied() {
    return sql.queryForObject("select count(*) from caravan_run where applied > 0", Long.class);
  }
}
