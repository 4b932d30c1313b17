package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.config.Metric;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic whose retention is shorter than a worker was away deletes what nobody has read. */
@Timeout(120)
class WorkMissedTest extends WorkTest {
  @Test
  void messagesThatTheTopicDeletedUnreadAreCountedAndSaid() throws Exception {
    send(1, 10);
    try (TestContext first = start(worker(), upsert())) {
      awaitAcknowledged();
    }
    send(11, 20);
    deleteBefore(15);
    TestContext context = start(worker(), upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(15);
    assertThat(
            Metric.MESSAGES_MISSED
                .counter(Metric.meters(context.context()), "stream", "payments")
                .count())
        .isEqualTo(5);
    String noted = "select count(*) from caravan_run where notes like '%up to 5 messages%'";
    assertThat(sql.queryForObject(noted, Long.class)).isEqualTo(1);

    send(21, 25);
    awaitAcknowledged();
    context.close();
    assertThat(sql.queryForObject(noted, Long.class)).isEqualTo(1);
  }

  @Test
  void whatWasDeletedAfterItWasReadOrBeforeTheWorkerWasNewIsMissedByNobody() throws Exception {
    send(1, 10);
    deleteBefore(5);
    try (TestContext first = start(worker(), upsert())) {
      awaitAcknowledged();
      assertThat(count("payments")).isEqualTo(5);
    }
    deleteBefore(10);
    send(11, 20);
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(count("payments")).isEqualTo(15);
    assertThat(count("caravan_run where notes is not null")).isZero();
  }

  private void send(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(i -> send("evt-" + i, payment(i, 1)));
    flush();
  }

  private void deleteBefore(long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }
}
