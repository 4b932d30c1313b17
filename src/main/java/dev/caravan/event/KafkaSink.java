package dev.caravan.event;

import dev.caravan.load.Identified;
import dev.caravan.load.Identity;
import dev.caravan.load.IdentityFields;
import dev.caravan.load.Ledger;
import dev.caravan.load.LoadResult;
import dev.caravan.load.Origin;
import dev.caravan.load.Quarantine;
import dev.caravan.load.Reason;
import dev.caravan.load.Records;
import dev.caravan.load.Reject;
import dev.caravan.state.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The steps of the {@code caravan-kafka} kamelet: records become events, those that cannot go to
 * quarantine, the others to the topic with the commit of the page. The body stays what it was.
 */
public final class KafkaSink {
  private static final String PAGE = "caravanEvents";

  private final KafkaParameters parameters = new KafkaParameters();
  private final Clock clock = Clock.systemUTC();
  private Database database;
  private KafkaTransactions transactions;
  private IdentityFields identity;
  private String route = "";

  private record Addressed(
      Origin origin,
      StreamProducer producer,
      int limit,
      List<ProducerRecord<String, byte[]>> events,
      List<Reject> rejects) {}

  public void setDatabase(Database database) {
    this.database = database;
  }

  public void setTransactions(KafkaTransactions transactions) {
    this.transactions = transactions;
  }

  /** The route that uses the kamelet: the stream of records that no pull brought. */
  public void setRoute(String route) {
    this.route = route;
  }

  /** The kamelet's parameters. */
  public KafkaParameters getParameters() {
    return parameters;
  }

  /** Called once all parameters are set; rejects what cannot work. */
  public void init() {
    identity = parameters.identity();
  }

  /** Makes events of the records of the body, and sorts out those that cannot be any. */
  public void address(Exchange exchange) {
    List<?> records = Records.of(exchange.getMessage().getBody(), "caravan-kafka");
    Optional<Origin> page = Origin.find(exchange);
    Origin origin = Origin.of(exchange, route);
    StreamProducer producer =
        transactions.producer(exchange.getContext(), origin.stream(), parameters.producer());
    int limit = producer.limit(page.map(Origin::runId).orElse(""), parameters.topic());
    RecordEvents maker = new RecordEvents(parameters.topic(), origin.stream(), clock.instant());
    Addressed addressed =
        new Addressed(origin, producer, limit, new ArrayList<>(), new ArrayList<>());
    records.forEach(record -> address(record, maker, addressed));
    parameters.limits().check(records.size(), addressed.rejects());
    exchange.setProperty(PAGE, addressed);
  }

  /** Writes the sorted out records into quarantine. Within the page's transaction. */
  public void quarantine(Exchange exchange) {
    Addressed page = page(exchange);
    new JdbcTemplate(database.dataSource())
        .execute(
            (ConnectionCallback<Void>)
                connection -> {
                  Quarantine.add(
                      connection,
                      parameters.target(),
                      page.origin(),
                      page.rejects(),
                      clock.instant());
                  return null;
                });
  }

  /** Has the events sent with the commit of the page's transaction, and counts them. */
  public void send(Exchange exchange) {
    Addressed page = page(exchange);
    transactions.enlist(page.producer(), page.events());
    Ledger.of(exchange).add(LoadResult.ofSent(page.events().size(), Reject.counts(page.rejects())));
  }

  private void address(Object record, RecordEvents maker, Addressed page) {
    Identified identified = identity.read(record);
    if (identified instanceof Reject reject) {
      page.rejects().add(reject);
      return;
    }
    Identity known = (Identity) identified;
    String key = parameters.key().of(known.key());
    ProducerRecord<String, byte[]> event = maker.of(record, key, known);
    int size = RecordEvents.size(event);
    if (size <= page.limit()) {
      page.events().add(event);
      return;
    }
    String detail =
        "key %s: %d bytes with key and headers, the most is %d; see maxRecordSize and the topic's max.message.bytes"
            .formatted(key, size, page.limit());
    page.rejects().add(new Reject(Reason.RECORD_TOO_LARGE, detail, record));
  }

  private static Addressed page(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PAGE, Addressed.class), "quarantine and send come after address");
  }
}
