package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two workers of one stream: in one group on six partitions, and on topics with the same ids. */
@Timeout(120)
class WorkGroupTest extends WorkTest {
  private int sent;

  @Test
  void bothWorkAndWhenOneGoesTheOtherTakesOverAndNothingIsLostOrRepeated() throws Exception {
    topic = TestKafka.topic(6);
    TestContext first = start(worker("batch", "20", "linger", "20"), upsert());
    start(worker("batch", "20", "linger", "20"), upsert());
    await("both to work")
        .until(
            () -> {
              sendMore(20);
              return workersThatApplied() == 2;
            });
    sendMore(300);
    first.close();
    sendMore(300);
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(sent);
    assertThat(sumOfRuns("applied")).isEqualTo(sent);
    assertThat(sumOfRuns("inserted")).isEqualTo(sent);
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void twoWorkersThatGetTheSameEventsAtOnceApplyEachOnce() throws Exception {
    // As after a rebalance that gives a partition away while its batch is worked on.
    String original = topic;
    String copy = TestKafka.topic(1);
    IntStream.range(0, 500).forEach(i -> send("evt-" + i, payment(i, 1)));
    topic = copy;
    IntStream.range(0, 500).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    String ofCopy = worker("batch", "30");
    topic = original;
    start(worker("batch", "20"), upsert());
    start(ofCopy, upsert());
    awaitAcknowledged(original);
    awaitAcknowledged(copy);

    assertThat(count("payments")).isEqualTo(500);
    assertThat(sumOfRuns("applied")).isEqualTo(500);
    assertThat(sumOfRuns("duplicates")).isEqualTo(500);
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  private void sendMore(int more) {
    IntStream.range(sent, sent + more).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
    sent += more;
  }

  private long workersThatApplied() {
    return sql.queryForObject("select count(*) from caravan_run where applied > 0", Long.class);
  }
}
