package dev.caravan.page.act;

import dev.caravan.kafka.KafkaClient;
import dev.caravan.page.call.PageRefusal;
import dev.caravan.state.database.Database;
import dev.caravan.worker.Worker;
import dev.caravan.worker.Workers;
import dev.caravan.worker.deadletter.DeadLetterTopic;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;

/** The dead letters of a worker of this process, and what people do with one. */
public final class LetterActions {
  private static final int NOT_FOUND = 404;

  private final CamelContext context;
  private final Database database;

  public LetterActions(CamelContext context, Database database) {
    this.context = context;
    this.database = database;
  }

  /** The topic of a worker's dead letters. */
  public DeadLetterTopic topic(String worker) {
    Worker found =
        Optional.ofNullable(
                context.getRegistry().lookupByNameAndType("caravanWorkers", Workers.class))
            .flatMap(workers -> workers.find(worker))
            .orElseThrow(
                () -> new PageRefusal(NOT_FOUND, "no worker of this process is " + worker));
    return new DeadLetterTopic(
        KafkaClient.of(context, found.brokers()), database, found.deadLetters());
  }

  /** Sends a letter back to the topic that it came from. */
  public String replay(String worker, String position) {
    DeadLetterTopic.Replayed replayed = topic(worker).replay(one(position));
    if (replayed.sent() == 0) {
      throw new PageRefusal(NOT_FOUND, "there is no dead letter at " + position + " to send back");
    }
    return "the message of " + position + " is sent back";
  }

  /** Leaves a letter alone from now on. */
  public String discard(String worker, String position) {
    if (topic(worker).discard(one(position)) == 0) {
      throw new PageRefusal(NOT_FOUND, "there is no dead letter at " + position);
    }
    return position + " is discarded";
  }

  private static DeadLetterTopic.Choice one(String position) {
    return new DeadLetterTopic.Choice(Set.of(position), Optional.empty(), 1, true);
  }
}
