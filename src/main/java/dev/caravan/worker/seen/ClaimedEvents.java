package dev.caravan.worker.seen;

import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.EventId;
import dev.caravan.worker.failure.PoisonException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * What one transaction has claimed: the ids that are new, and then the records of their events, in
 * order. On the exchange of the transaction and those that a split makes of it; for one thread.
 */
public final class ClaimedEvents {
  private static final String PROPERTY = "caravanClaim";

  private final Set<String> fresh = new HashSet<>();
  private final List<Object> records = new ArrayList<>();
  private int applied;
  private int collected;

  public ClaimedEvents(Set<EventId> fresh) {
    fresh.forEach(id -> this.fresh.add(id.key()));
  }

  static Optional<ClaimedEvents> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, ClaimedEvents.class));
  }

  public static ClaimedEvents of(Exchange exchange) {
    return Objects.requireNonNull(find(exchange).orElse(null), "nothing is claimed");
  }

  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  boolean isNew(String key) {
    return fresh.contains(key);
  }

  /** True for a new id, once. */
  boolean take(String key) {
    return fresh.remove(key);
  }

  public void collect(Event event) throws PoisonException {
    List<?> taken = event.takeRecords();
    records.addAll(taken);
    collected += taken.size();
    applied++;
  }

  public List<Object> records() {
    return records;
  }

  /** How many records were collected, whatever became of the list since. */
  public int collected() {
    return collected;
  }

  /** Events whose records were collected. */
  public int applied() {
    return applied;
  }
}
