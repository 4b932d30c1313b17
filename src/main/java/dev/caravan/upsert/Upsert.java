package dev.caravan.upsert;

import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Records;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.state.database.Database;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.reshape.MaskKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The steps of the {@code caravan-upsert} kamelet around a {@link Loader}. The body stays what it
 * was, so that a route may load it into a second table.
 */
public final class Upsert {
  private static final String BATCH = "caravanBatch";

  private final UpsertParameters parameters = new UpsertParameters();
  private Database database;
  private MaskKey maskKey = new MaskKey();
  private Loader loader;
  private String route = "";

  public void setDatabase(Database database) {
    this.database = database;
  }

  public void setMaskKey(MaskKey maskKey) {
    this.maskKey = maskKey;
  }

  /** The route that uses the kamelet: the stream of records that no pull brought. */
  public void setRoute(String route) {
    this.route = route;
  }

  /** The kamelet's parameters. */
  public UpsertParameters getParameters() {
    return parameters;
  }

  /** Called once all parameters are set; rejects what cannot work. */
  public void init() {
    loader = new Loader(database, parameters.toSpec(maskKey));
  }

  /** Checks the records of the body and encodes the good ones. */
  public void validate(Exchange exchange) {
    Optional<Retry> retry = Retry.of(exchange);
    if (isForAnother(exchange)) {
      return;
    }
    List<?> records = Records.of(exchange.getMessage().getBody(), "caravan-upsert");
    Origin origin = Origin.of(exchange, route);
    Batch batch =
        retry.filter(Retry::isShaped).isPresent()
            ? loader.validateShaped(records, origin)
            : loader.validate(records, origin);
    batch.came(BeforeSteps.of(exchange, route), retry);
    batch.partOf(SnapshotPart.of(exchange));
    exchange.setProperty(BATCH, batch);
  }

  /** Writes the good records to the staging table and the bad ones into quarantine. */
  public void stage(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    Batch batch = batch(exchange);
    loader.stage(batch);
    if (batch.isTableMade()) {
      Ledger.of(exchange).addTableMade(loader.spec().table());
    }
  }

  /**
   * Merges the staging table into the table and adds the outcome to the ledger. At the end of the
   * last page of a snapshot the rows that it did not list are deleted.
   */
  public void merge(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    Batch batch = batch(exchange);
    ScanKeys.of(exchange)
        .filter(any -> !parameters.isRepeatedKeys())
        .ifPresent(keys -> loader.show(batch, keys));
    Ledger ledger = Ledger.of(exchange);
    long repeated = Repeats.of(exchange).map(run -> loader.repeated(batch, run)).orElse(0L);
    ledger.add(loader.merge(batch).withRepeated(repeated));
    SnapshotPart.of(exchange)
        .filter(SnapshotPart::last)
        .ifPresent(
            last -> last.atEnd(loader.target(), () -> ledger.add(loader.finish(batch, last))));
  }

  /** Whether it is a record of quarantine that this table took when its page came. */
  private boolean isForAnother(Exchange exchange) {
    return Retry.of(exchange).filter(retry -> !retry.isFor(loader.spec().table())).isPresent();
  }

  private static Batch batch(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(BATCH, Batch.class), "stage and merge come after validate");
  }
}
