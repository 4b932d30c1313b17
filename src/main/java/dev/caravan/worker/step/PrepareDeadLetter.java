package dev.caravan.worker.step;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.event.DeadLetter;
import dev.caravan.worker.event.KafkaMessage;
import dev.caravan.worker.event.LeftOut;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.kafka.common.header.Header;

/** Makes the next dead letter the message: as it came, with why and where from in its headers. */
public final class PrepareDeadLetter implements Processor {
  private final Clock clock;

  public PrepareDeadLetter(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    DeadLetter letter = EventBatch.of(exchange).deadLetter();
    KafkaMessage original = letter.message();
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    if (!letter.leftOut().isAll()) {
      copy(original, message);
    }
    set(message, EventHeaders.REASON, letter.reason().code());
    set(message, EventHeaders.ERROR, letter.error().whole());
    set(message, EventHeaders.ATTEMPTS, String.valueOf(letter.attempts()));
    set(message, EventHeaders.TOPIC, original.partition().topic());
    set(message, EventHeaders.PARTITION, String.valueOf(original.partition().partition()));
    set(message, EventHeaders.OFFSET, String.valueOf(original.offset()));
    if (!letter.places().isWhole()) {
      set(message, EventHeaders.PLACE, letter.places().toString());
    }
    set(message, EventHeaders.FAILED_AT, clock.instant().toString());
    if (letter.leftOut() == LeftOut.NOTHING) {
      message.setBody(original.value());
    } else {
      set(message, EventHeaders.LEFT_OUT, letter.leftOut().code());
      // Not null, which a compacted topic would take for the end of the key.
      message.setBody(new byte[0]);
    }
  }

  private static void copy(KafkaMessage original, Message message) {
    for (Header header : original.headers()) {
      if (!isCommand(header.key())) {
        message.setHeader(header.key(), header.value());
      }
    }
    if (original.key() != null) {
      // Both names, since patch releases of Camel rename the header.
      message.setHeader("kafka.KEY", original.key());
      message.setHeader("CamelKafkaKey", original.key());
    }
  }

  /** What Camel would obey: whoever writes to the topic could send the letter somewhere else. */
  private static boolean isCommand(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("kafka.") || name.startsWith("camel");
  }

  private static void set(Message message, String name, String value) {
    message.setHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
