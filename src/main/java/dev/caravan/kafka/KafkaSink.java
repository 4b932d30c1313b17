package dev.caravan.kafka;

import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Records;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.jdbc.core.ConnectionCallback;

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
  private String route = "";

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
    parameters.identity();
  }

  /** Makes events of the records of the body, and sorts out those that cannot be any. */
  public void address(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    List<?> records = Records.of(exchange.getMessage().getBody(), "caravan-kafka");
    Optional<Origin> page = Origin.find(exchange);
    Origin origin = Origin.of(exchange, route);
    StreamProducer producer =
        transactions.producer(
            exchange.getContext(), producerName(exchange, origin), parameters.producer());
    int limit = producer.limit(page.map(Origin::runId).orElse(""), parameters.topic());
    RecordEvents maker = new RecordEvents(parameters.topic(), origin, clock.instant());
    EventPage events = new EventPage(origin, producer, parameters, maker, limit);
    records.forEach(events::add);
    parameters.limits().check(records.size(), events.rejects());
    exchange.setProperty(PAGE, events);
  }

  /** Writes the sorted out records into quarantine. Within the page's transaction. */
  public void quarantine(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    EventQuarantine quarantine =
        new EventQuarantine(
            parameters, page(exchange), BeforeSteps.of(exchange, route), Retry.of(exchange));
    database
        .jdbc()
        .execute(
            (ConnectionCallback<Void>)
                connection -> {
                  quarantine.keep(connection, database.time(clock.instant()));
                  return null;
                });
  }

  /** Whether it is a record of quarantine that this topic took when its page came. */
  private boolean isForAnother(Exchange exchange) {
    return Retry.of(exchange).filter(retry -> !retry.isFor(parameters.target())).isPresent();
  }

  /** A retry must not fence the producer of its stream, which may be at work elsewhere. */
  private static String producerName(Exchange exchange, Origin origin) {
    return Retry.of(exchange).isPresent() ? origin.stream() + ".retry" : origin.stream();
  }

  /**
   * Keeps which keys the topic holds, where a snapshot may come, and behind the last page of a
   * snapshot adds tombstones for those that it did not list. What is sent while a full scan of
   * another stream walks counts as listed by it, since it may have passed its place.
   */
  public void noteKeys(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    Optional<SnapshotPart> own = SnapshotPart.of(exchange).filter(part -> part.scan().isPresent());
    List<ScanTargets.Scan> scans =
        new ScanTargets(database, clock).following(parameters.target(), own);
    for (ScanTargets.Scan scan : scans) {
      new SentKeys(database, scan.stream(), parameters.topic())
          .list(scan.id(), page(exchange).keys());
    }
    if (SnapshotPart.isExpected(exchange)) {
      EventPage page = page(exchange);
      SentKeys keys = new SentKeys(database, page.origin().stream(), parameters.topic());
      keys.keep(page.events());
      SnapshotPart.of(exchange).ifPresent(part -> note(part, keys, page));
    }
  }

  private void note(SnapshotPart part, SentKeys keys, EventPage page) {
    keys.list(part.id(), page.keys());
    MissingKeys missing = new MissingKeys(new ScanTargets(database, clock), parameters, part);
    part.scan().ifPresent(scan -> keys.list(part.id(), missing.listed(scan, page)));
    if (part.last()) {
      Optional<String> doubt = missing.doubt();
      part.outcomes().add(doubt.orElseGet(() -> bury(part, keys, page)));
    }
  }

  /** Adds tombstones for what was not listed. */
  private String bury(SnapshotPart part, SentKeys keys, EventPage page) {
    long all = keys.count();
    List<String> unlisted = keys.unlisted(part.id());
    part.checkDeletes("keys of topic " + parameters.topic(), unlisted.size(), all);
    unlisted.forEach(key -> page.addTombstone(key, part.id()));
    keys.forgetUnlisted(part.id());
    return "%d of %d keys of topic %s that it did not list were sent as tombstones"
        .formatted(unlisted.size(), all, parameters.topic());
  }

  /** Has the events sent with the commit of the page's transaction, and counts them. */
  public void send(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    EventPage page = page(exchange);
    transactions.enlist(page.producer(), page.events());
    Ledger.of(exchange).add(LoadResult.ofSent(page.events().size(), Reject.counts(page.rejects())));
  }

  private static EventPage page(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PAGE, EventPage.class), "the other steps come after address");
  }
}
