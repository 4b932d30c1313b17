package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaSinkTest extends PullTest {
  private final String topic = TestKafka.topic(3);

  private String kafka(String... parameters) {
    return sink(
        "caravan-kafka",
        pairs(
            java.util.Map.of(
                "topic",
                topic,
                "key",
                "id",
                "version",
                "updated_at",
                "brokers",
                TestKafka.brokers()),
            parameters));
  }

  @Test
  void first() throws Exception {
    assertComplete(run(api(), pull("items"), kafka()));
    TestKafka.records(topic).forEach(r -> System.out.println(r));
    System.out.println(lastRun("items"));
    assertThat(TestKafka.records(topic)).hasSize(40);
  }
}
