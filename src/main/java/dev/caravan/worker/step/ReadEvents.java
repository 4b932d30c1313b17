package dev.caravan.worker.step;

import dev.caravan.worker.Waiting;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.batch.Membership;
import dev.caravan.worker.event.KafkaMessage;
import dev.caravan.worker.event.MessageEvents;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns a batch of Camel's Kafka consumer, a list of exchanges, into an {@link EventBatch}. What
 * cannot be read becomes a dead letter at once.
 */
public final class ReadEvents implements Processor {
  @Override
  public void process(Exchange exchange) {
    List<Exchange> polled =
        ((List<?>) exchange.getMessage().getBody()).stream().map(Exchange.class::cast).toList();
    Waiting.checkStop(exchange);
    Membership membership =
        new Membership(KafkaMessage.commit(polled.get(0)).getCamelExchangePayload().consumer);
    Worker worker = Worker.of(exchange);
    EventBatch batch = new EventBatch(membership, polled.stream().map(KafkaMessage::of).toList());
    batch.putOn(exchange);
    batch.messages().forEach(message -> read(worker, message, batch));
    if (worker.details().isPresent()) {
      batch.questions().require();
    }
    // Whoever commits by hand in a route would acknowledge what is not yet committed.
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }

  private static void read(Worker worker, KafkaMessage message, EventBatch batch) {
    MessageEvents reading = worker.reader().read(message);
    batch.portions().add(reading.events());
    reading.givenUp().forEach(batch::giveUp);
  }
}
