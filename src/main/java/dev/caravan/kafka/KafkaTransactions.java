package dev.caravan.kafka;

import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Makes the events of a page one Kafka transaction that is sent and committed as the last thing
 * before the database's own commit, when nothing of the page can fail any more but that commit. A
 * page that fails earlier sends nothing; a crash between the two commits sends the page again, with
 * the same ids. Holds the producers of all streams; safe for any thread.
 */
public final class KafkaTransactions implements AutoCloseable {
  private final Database database;
  private final Map<Key, StreamProducer> producers = new ConcurrentHashMap<>();

  public KafkaTransactions(Database database) {
    this.database = database;
  }

  private record Key(String brokers, String transactionalId) {}

  /**
   * The producer of a stream, which all of its topics on a broker share.
   *
   * @throws IllegalStateException when two steps of the stream want it differently
   */
  StreamProducer producer(CamelContext context, String stream, ProducerSettings settings) {
    Key key = new Key(settings.brokers(), settings.transactionalId(stream));
    StreamProducer producer =
        producers.computeIfAbsent(key, absent -> new StreamProducer(context, stream, settings));
    if (!producer.settings().equals(settings)) {
      throw new IllegalStateException(
          "stream %s: its caravan-kafka steps share one producer and must name the same brokerTimeout and maxRecordSize; one has %s, another %s"
              .formatted(stream, producer.settings(), settings));
    }
    return producer;
  }

  /** Adds events to the page whose database transaction is under way on this thread. */
  void enlist(StreamProducer producer, List<ProducerRecord<String, byte[]>> events) {
    if (!events.isEmpty()) {
      page(producer).events.addAll(events);
    }
  }

  @Override
  public void close() {
    producers.values().forEach(StreamProducer::close);
  }

  private Page page(StreamProducer producer) {
    for (TransactionSynchronization each :
        TransactionSynchronizationManager.getSynchronizations()) {
      if (each instanceof Page page && page.producer == producer) {
        return page;
      }
    }
    Page page = new Page(producer);
    TransactionSynchronizationManager.registerSynchronization(page);
    return page;
  }

  /** The events of one database transaction for one producer. */
  private final class Page implements TransactionSynchronization {
    private final StreamProducer producer;
    private final List<ProducerRecord<String, byte[]>> events = new ArrayList<>();

    Page(StreamProducer producer) {
      this.producer = producer;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      producer.send(events, this::askDatabase);
    }

    /**
     * While the database still knows this transaction, it holds the checkpoint's row, so no other
     * process is at work on the stream; one that comes later fences this one.
     */
    private void askDatabase() {
      database.jdbc().queryForObject("select 1", Integer.class);
    }
  }
}
