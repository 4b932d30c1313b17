package dev.caravan.worker.seen;

import dev.caravan.config.time.Durations;
import dev.caravan.state.database.Database;
import dev.caravan.worker.event.EventId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The repository of Camel's Idempotent Consumer over the table of seen events. Where a step before
 * it has claimed the ids of a whole batch ({@code ClaimEvents}), it answers from that claim and
 * sends no SQL; elsewhere it is one statement per question. Within a transaction an id is committed
 * exactly when the work is. Safe for any thread.
 */
public final class SeenEvents extends ServiceSupport implements IdempotentRepository {
  private static final int MOST_AT_ONCE = 5_000;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Clock clock = Clock.systemUTC();
  private Duration remember = Duration.ofDays(30);
  private SeenTable table;
  private String stream;
  private Instant nextForgetting = Instant.MIN;

  public void setDatabase(Database database) {
    this.table = new SeenTable(database);
  }

  /** Whose events they are: two streams that read one topic both get each event. */
  public void setStream(String stream) {
    this.stream = stream;
  }

  /** How long an id is kept, a duration such as {@code 30d}. */
  public void setRemember(String remember) {
    this.remember = Durations.parse("remember", remember);
  }

  @Override
  public boolean contains(Exchange exchange, String key) {
    return ClaimedEvents.find(exchange)
        .map(claim -> !claim.isNew(key))
        .orElseGet(() -> contains(key));
  }

  @Override
  public boolean add(Exchange exchange, String key) {
    return ClaimedEvents.find(exchange).map(claim -> claim.take(key)).orElseGet(() -> add(key));
  }

  /** A failure rolls the transaction back, and with it what was claimed. */
  @Override
  public boolean remove(Exchange exchange, String key) {
    return ClaimedEvents.find(exchange).isEmpty() && remove(key);
  }

  @Override
  public boolean contains(String key) {
    return !table.known(stream, List.of(plain(key))).isEmpty();
  }

  @Override
  public boolean add(String key) {
    return !table.claim(stream, List.of(plain(key)), clock.instant()).isEmpty();
  }

  @Override
  public boolean remove(String key) {
    return table.remove(stream, plain(key));
  }

  @Override
  public boolean confirm(String key) {
    return true;
  }

  @Override
  public void clear() {
    while (forget(clock.instant().plus(remember)) > 0) {
      // A few at a time, so that nobody waits long for the rows.
    }
  }

  /**
   * Deletes ids that are older than they need to be remembered, in one small statement: once a
   * minute, or each time as long as there are more.
   */
  public synchronized void forgetOld() {
    Instant now = clock.instant();
    if (now.isBefore(nextForgetting)) {
      return;
    }
    nextForgetting = now.plus(PAUSE);
    if (forget(now.minus(remember)) == MOST_AT_ONCE) {
      nextForgetting = now;
    }
  }

  private int forget(Instant before) {
    return table.forget(stream, before, MOST_AT_ONCE);
  }

  private static EventId plain(String key) {
    return new EventId("", key);
  }
}
