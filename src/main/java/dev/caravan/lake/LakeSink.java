package dev.caravan.lake;

import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Records;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.quarantine.again.Retry;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.fit.Validation;
import dev.caravan.upsert.reshape.MaskKey;
import dev.caravan.upsert.reshape.Reshape;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * The steps of the {@code caravan-lake} kamelet. The body stays what it was, so that a route may
 * load it into a second table.
 */
public final class LakeSink {
  private static final String BATCH = "caravanLakeBatch";

  private final LakeParameters parameters = new LakeParameters();
  private Lake lake;
  private MaskKey maskKey = new MaskKey();
  private String route = "";
  private Validation validation;
  private LakeLoad load;
  private String table = "";

  public void setLake(Lake lake) {
    this.lake = lake;
  }

  public void setMaskKey(MaskKey maskKey) {
    this.maskKey = maskKey;
  }

  /** The route that uses the kamelet: the stream of records that no pull brought. */
  public void setRoute(String route) {
    this.route = route;
  }

  /** The kamelet's parameters. */
  public LakeParameters getParameters() {
    return parameters;
  }

  /** Called once all parameters are set; rejects what cannot work. */
  public void init() {
    LakeSpec spec = parameters.toSpec(maskKey);
    lake.register(spec);
    table = spec.name();
    validation = new Validation(spec.rows());
    load = new LakeLoad(lake, spec, Clock.systemUTC());
  }

  /** Checks the records of the body. */
  public void validate(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    if (SnapshotPart.of(exchange).isPresent()) {
      throw new LoadException(
          "caravan-lake into %s deletes nothing for not being listed; take out deleteMissing or the snapshot of the feed, or have the API mark what is deleted and set deleted"
              .formatted(table));
    }
    List<?> records = Records.of(exchange.getMessage().getBody(), "caravan-lake");
    Optional<Retry> retry = Retry.of(exchange);
    Origin origin = Origin.of(exchange, route);
    Batch batch =
        retry.filter(Retry::isShaped).isPresent()
            ? validation.validate(records, origin, Reshape.NONE)
            : validation.validate(records, origin);
    batch.came(BeforeSteps.of(exchange, route), retry);
    exchange.setProperty(BATCH, batch);
  }

  /** Puts what is news into the outbox and bad records into quarantine, and counts them. */
  public void accept(Exchange exchange) {
    if (isForAnother(exchange)) {
      return;
    }
    Batch batch =
        Objects.requireNonNull(
            exchange.getProperty(BATCH, Batch.class), "accept comes after validate");
    Optional<ScanKeys> keys =
        ScanKeys.of(exchange).filter(any -> !parameters.getRows().isRepeatedKeys());
    Ledger.of(exchange).add(load.accept(batch, keys, Repeats.of(exchange)));
  }

  /** Whether it is a record of quarantine that the lake took when its page came. */
  private boolean isForAnother(Exchange exchange) {
    return Retry.of(exchange).filter(retry -> !retry.isFor(load.target())).isPresent();
  }
}
