package dev.caravan.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.cli.CaravanCommand;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import dev.caravan.worker.WorkTest;
import dev.caravan.worker.Worker;
import dev.caravan.worker.Workers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code worker replay}: events that were applied, once more. */
@Timeout(120)
class EventReplayTest extends WorkTest {
  @Test
  void eventsOfATimeAreAppliedOnceMoreWhileTheWorkerRuns() throws Exception {
    String route = worker();
    start(route, upsert());
    IntStream.rangeClosed(1, 5).forEach(i -> send("evt-" + i, payment(i, 1)));
    awaitAcknowledged();
    Instant middle = timeAfter(messages().get(4));
    IntStream.rangeClosed(6, 9).forEach(i -> send("evt-" + i, payment(i, 1)));
    send("evt-10", "not json");
    awaitAcknowledged();
    sql.execute("delete from payments");

    assertThat(caravan(0, route, "payments", "--from", middle.toString()))
        .contains("Applying 4 events of payments again");
    awaitAcknowledged();
    assertThat(ids()).containsExactly(6L, 7L, 8L, 9L);
    ConsumerRecord<String, byte[]> again = messages().get(10);
    assertThat(again.key()).isEqualTo("key-evt-6");
    assertThat(TestKafka.header(again, EventHeaders.ID)).isEqualTo("evt-6");
    assertThat(TestKafka.header(again, EventHeaders.SOURCE)).isEqualTo("/webhook/payments");

    String first = Instant.EPOCH.toString();
    assertThat(caravan(0, route, "payments", "--from", first, "--to", middle.toString()))
        .contains("5 events of payments");
    awaitAcknowledged();
    assertThat(ids()).hasSize(9);
    assertThat(sumOfRuns("applied")).isEqualTo(18);
    assertThat(sumOfRuns("duplicates")).isZero();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void oneEventIsAppliedOnceMoreAloneAlsoOutOfAMessageOfSeveral() throws Exception {
    String route = worker("events", "$[*]", "eventId", "$.event");
    start(route, upsert());
    send(
        "a",
        """
        [{"event": "one", "id": 1, "version": 1}, {"event": "two", "id": 2, "version": 1}]"""
            .strip());
    awaitAcknowledged();
    sql.execute("delete from payments");

    assertThat(caravan(0, route, "payments", "--id", "two")).contains("1 event of");
    awaitAcknowledged();
    assertThat(ids()).containsExactly(2L);
    assertThat(TestKafka.header(messages().get(1), EventHeaders.PLACE)).isEqualTo("1");
    assertThat(caravan(1, route, "payments", "--id", "three")).contains("0 events");
    assertThat(caravan(2, route, "paymnts", "--id", "two")).doesNotContain("applied again");
    assertThat(caravan(2, route, "payments", "--from", "yesterday")).doesNotContain("applied");
    assertThat(caravan(2, route, "payments", "--to", "2026-11-24T04:00:00Z"))
        .doesNotContain("applied");
  }

  @Test
  void aReplayThatKafkaDoesNotTakeTakesNoIdOutOfTheLedger() throws Exception {
    TestContext context = start(worker(), upsert());
    send("evt-1", payment(1, 1));
    awaitAcknowledged();
    Worker worker = context.bean("caravanWorkers", Workers.class).find("payments").orElseThrow();
    Properties client = new Properties();

    EventReplay replay = new EventReplay(client, database, worker);
    limitTopic();
    assertThatThrownBy(
            () ->
                replay.replay(new EventReplay.Choice(Optional.empty(), Optional.empty(), Set.of())))
        .isInstanceOf(KafkaException.class);
    assertThat(count("caravan_seen_event")).isEqualTo(1);
  }

  /** From now on it takes nothing any more that holds something. */
  private void limitTopic() throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp smaller =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "20"), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(smaller))).all().get();
    }
  }

  private static Instant timeAfter(ConsumerRecord<?, ?> message) {
    await("the clock to go on").until(() -> System.currentTimeMillis() > message.timestamp());
    return Instant.ofEpochMilli(message.timestamp() + 1);
  }

  private List<ConsumerRecord<String, byte[]>> messages() {
    return TestKafka.records(topic);
  }

  private List<Long> ids() {
    return sql.queryForList("select id from payments order by id", Long.class);
  }

  private String caravan(int expected, String route, String... arguments) throws Exception {
    Files.createDirectories(directory.resolve("routes"));
    Files.writeString(directory.resolve("routes/payments.camel.yaml"), route + upsert());
    Files.writeString(
        directory.resolve("application.properties"),
        String.join(
            "\n",
            "kafka.brokers=" + TestKafka.brokers(),
            "caravan.datasource.url=" + url,
            "caravan.datasource.username=" + user,
            "caravan.datasource.password=" + password));
    List<String> all = new ArrayList<>(List.of("worker", "replay"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--properties", directory.resolve("application.properties").toString()));
    all.addAll(List.of("--routes", directory.resolve("routes").toString()));
    PrintStream console = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThat(CaravanCommand.execute(all.toArray(String[]::new))).isEqualTo(expected);
    } finally {
      System.setOut(console);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
