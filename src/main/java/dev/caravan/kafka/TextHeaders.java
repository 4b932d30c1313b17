package dev.caravan.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.camel.component.kafka.serde.DefaultKafkaHeaderSerializer;

/**
 * Writes headers of Kafka records as UTF-8 wherever the process runs. Camel's own writes text in
 * the charset of the JVM, which with Java 17 under {@code LANG=C} is ASCII: of {@code ü1} and
 * {@code ß1} both are left as {@code ?1}, and one id for two events loses one of them.
 */
public final class TextHeaders extends DefaultKafkaHeaderSerializer {
  @Override
  public byte[] serialize(String key, Object value) {
    return value instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : super.serialize(key, value);
  }
}
