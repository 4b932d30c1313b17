package dev.caravan.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaParametersTest {
  private final KafkaParameters parameters = new KafkaParameters();

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "orders/eu", "orders eu", "bestellungen-größe"})
  void refusesATopicThatKafkaWouldRefuse(String topic) {
    assertThatThrownBy(() -> parameters.setTopic(topic))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topic '" + topic + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999ms", "6m", "soon", "0s"})
  void refusesATimeoutThatIsTooShortTooLongOrNone(String timeout) {
    assertThatThrownBy(() -> parameters.setBrokerTimeout(timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("brokerTimeout");
  }

  @Test
  void refusesASizeThatIsNone() {
    assertThatThrownBy(() -> parameters.setMaxRecordSize(0))
        .hasMessageContaining("maxRecordSize 0");
  }

  @Test
  void refusesAFieldThatIsNoJsonPath() {
    assertThatThrownBy(() -> parameters.setDeleted("$.[")).hasMessageContaining("deleted '$.['");
    assertThatThrownBy(() -> parameters.setVersion("$..")).hasMessageContaining("version '$..'");
  }
}
