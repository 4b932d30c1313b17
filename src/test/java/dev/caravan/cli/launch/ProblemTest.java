package dev.caravan.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void aBrokerThatIsAwayIsCalledSo() {
    Exception failure = new ExecutionException(new TimeoutException("fetching topic metadata"));
    assertThat(Problem.describe(failure))
        .isEqualTo(
            "Kafka does not answer: fetching topic metadata; check kafka.brokers, and that it runs"
                + " and may be reached");
  }
}
