package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.kafka.EventsNotSentException;
import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Brokers that go away, producers that are fenced, and commits of which only one succeeds. */
@Timeout(60)
class KafkaFailureTest extends KafkaTest {
  @TempDir Path log;

  @Test
  void aBrokerThatGoesAwayFailsTheRunAndTheNextOneGoesOnAtThatPage() throws Exception {
    try (KafkaBroker broker = TestKafka.own(log)) {
      TestKafka.createTopic(broker.brokers(), topic, 3);
      String sink = kafka("brokers", broker.brokers(), "brokerTimeout", "2s");

      String error =
          assertFailed(runWith(onPageThree(broker::close), api(), pull("items"), INTERFERE, sink));

      assertThat(error).contains("stream items", broker.brokers(), topic, "kafka.brokers");
      assertThat(lastRun("items")).containsEntry("pages", 2L).containsEntry("sent", 20L);
      broker.start();
      assertThat(keys(broker.brokers(), topic)).hasSize(20);

      assertComplete(run(api(), pull("items"), sink));
      assertThat(keys(broker.brokers(), topic)).hasSize(40).doesNotHaveDuplicates();
      assertLedgersBalance();
    }
  }

  @Test
  void aBrokerThatIsAwayFailsTheRunButNotTheStart() throws Exception {
    String error =
        assertFailed(
            run(api(), pull("items"), kafka("brokers", "127.0.0.1:1", "brokerTimeout", "1s")));

    assertThat(error).contains("Kafka at 127.0.0.1:1 does not answer", "topic " + topic);
    assertThat(count("caravan_checkpoint")).isOne();
    assertThat(lastRun("items")).containsEntry("pages", 0L);
  }

  @Test
  void aHostThatDoesNotExistFailsTheRunAndSaysSo() throws Exception {
    String error = assertFailed(run(api(), pull("items"), kafka("brokers", "no.invalid:9092")));

    assertThat(error).contains("no.invalid:9092", "bootstrap");
  }

  @Test
  void aProducerThatIsFencedFailsItsPageAndTheNextRunGoesOn() throws Exception {
    Runnable takeOver =
        () -> {
          try (KafkaProducer<String, byte[]> other = producer("caravan-items")) {
            other.initTransactions();
          }
        };

    String error =
        assertFailed(runWith(onPageThree(takeOver), api(), pull("items"), INTERFERE, kafka()));

    assertThat(error)
        .contains("stream items", "did not confirm", "Another process writes as caravan-items");
    assertThat(keys(topic)).hasSize(20);
    assertComplete(run(api(), pull("items"), kafka()));
    assertThat(keys(topic)).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void anotherPrefixFencesNobody() throws Exception {
    Runnable other =
        () -> {
          try (KafkaProducer<String, byte[]> stranger = producer("caravan-items")) {
            stranger.initTransactions();
          }
        };
    String sink = kafka("transactionalIdPrefix", "elsewhere");

    assertComplete(runWith(onPageThree(other), api(), pull("items"), INTERFERE, sink));

    assertThat(keys(topic)).hasSize(40);
  }

  @Test
  void aPageWhoseDatabaseCommitFailsAfterKafkasIsSentAgainWithTheSameIds() throws Exception {
    usePostgres();
    String[] route = {api(), pull("items"), upsert("items", "id"), kafka()};
    assertComplete(
        run(api(), pull("items"), upsert("items", "id"), kafka("topic", TestKafka.topic(1))));
    sql.execute("truncate items, caravan_checkpoint, caravan_run");
    sql.execute(
        """
        create function refuse() returns trigger language plpgsql as
          $$ begin raise exception 'no commit today'; end $$
        """);
    sql.execute(
        """
        create constraint trigger refuse after insert on items deferrable initially deferred
          for each row when (new.id = 21) execute function refuse()
        """);

    String error = assertFailed(run(route));

    assertThat(error).contains("commit failed");
    assertThat(keys(topic)).hasSize(30).contains("21");
    assertThat(lastRun("items")).containsEntry("pages", 2L).containsEntry("sent", 20L);
    Map<String, Set<String>> ids = idsByKey();

    sql.execute("drop trigger refuse on items");
    assertComplete(run(route));

    assertThat(keys(topic)).hasSize(50);
    assertThat(idsByKey()).hasSize(40).containsAllEntriesOf(ids);
    assertThat(idsByKey().values()).allSatisfy(each -> assertThat(each).hasSize(1));
    assertThat(sql.queryForObject("select sum(sent) from caravan_run", Long.class)).isEqualTo(40);
    assertLedgersBalance();
  }

  /** In the last moment, too, when nothing of the page asks the database any more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProcessThatLostTheDatabaseToAnotherSendsNothing(boolean lastMoment) throws Exception {
    usePostgres();
    TransactionSynchronization late =
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            endTransactions();
          }
        };
    Consumer<List<?>> cut =
        lastMoment
            ? records -> TransactionSynchronizationManager.registerSynchronization(late)
            : records -> endTransactions();
    String steps = lastMoment ? INTERFERE + kafka() : kafka() + INTERFERE;

    assertFailed(runWith(cut, api(), pull("items"), steps));
    assertThat(events()).isEmpty();
    assertComplete(run(api(), pull("items"), kafka()));
    assertThat(keys(topic)).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void oneProcessGoesOnWhenItsBrokerIsBackAndNeedsNoPull() throws Exception {
    try (KafkaBroker broker = TestKafka.own(log);
        TestContext context = direct("brokers", broker.brokers(), "brokerTimeout", "2s").start()) {
      TestKafka.createTopic(broker.brokers(), topic, 1);
      ProducerTemplate route = context.context().createProducerTemplate();
      route.sendBody("direct:records", List.of(record(1)));
      broker.close();
      assertThatThrownBy(() -> route.sendBody("direct:records", List.of(record(2))))
          .isInstanceOf(CamelExecutionException.class)
          .hasCauseInstanceOf(EventsNotSentException.class);

      broker.start();
      route.sendBody("direct:records", List.of(record(2), record(3)));

      assertThat(keys(broker.brokers(), topic)).containsExactly("1", "2", "3");
    }
  }

  @Test
  void aTopicThatTakesLessThanDeclaredSendsALargerRecordToQuarantine() throws Exception {
    takeAtMost("3000");
    Map<String, Object> huge = Map.of("id", 2, "name", "x".repeat(5000));
    List<Map<String, Object>> page = new ArrayList<>(List.of(record(1), huge));
    IntStream.range(3, 100).mapToObj(KafkaFailureTest::record).forEach(page::add);

    try (TestContext context = direct().start()) {
      context.context().createProducerTemplate().sendBody("direct:records", page);
    }

    assertThat(keys(topic)).hasSize(98).doesNotContain("2");
    Map<String, Object> reject = sql.queryForMap("select * from caravan_quarantine");
    assertThat(reject)
        .containsEntry("stream", "records")
        .containsEntry("reason", "record_too_large");
    assertThat(String.valueOf(reject.get("detail"))).matches("key 2: 5\\d+ bytes .* is 3000;.*");
  }

  @Test
  void manyPagesOfOneProcessShareAProducer() throws Exception {
    try (TestContext context = direct().start()) {
      ProducerTemplate route = context.context().createProducerTemplate();
      IntStream.range(0, 50).forEach(n -> route.sendBody("direct:records", record(n)));
    }

    assertThat(keys(topic)).hasSize(50).doesNotHaveDuplicates();
  }

  private void endTransactions() {
    sql.queryForList(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            + " current_database() and state = 'idle in transaction'");
  }

  private void takeAtMost(String bytes) throws Exception {
    AlterConfigOp set =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  private TestContext direct(String... parameters) {
    return context(
        true,
        "- route:\n    id: records\n    from:\n      uri: direct:records\n      steps:\n"
            + sink("caravan-kafka", pairs(kafkaDefaults("version", ""), parameters)));
  }

  private static Map<String, Object> record(int id) {
    return Map.of("id", id, "name", "record " + id);
  }

  private static KafkaProducer<String, byte[]> producer(String transactionalId) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", TestKafka.brokers(), "transactional.id", transactionalId),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
