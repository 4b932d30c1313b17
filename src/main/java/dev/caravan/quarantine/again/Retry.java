package dev.caravan.quarantine.again;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * A record in quarantine that goes through the steps of its route again. Only the target that did
 * not take it takes it: the others have it, or something newer. For one thread at a time.
 */
public final class Retry {
  private static final String PROPERTY = "caravanAgain";

  private final long id;
  private final String target;
  private final Optional<String> digest;
  private final boolean shaped;
  private boolean unordered;

  /**
   * One.
   *
   * @param id of the record in quarantine
   * @param digest of its key, when that was whole
   * @param shaped whether the record is as the target's step made it, so that it must not do so
   *     again
   */
  public Retry(long id, String target, Optional<String> digest, boolean shaped) {
    this.id = id;
    this.target = target;
    this.digest = digest;
    this.shaped = shaped;
  }

  /** Names it on an exchange. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The one of an exchange, which mostly has none. */
  public static Optional<Retry> of(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, Retry.class));
  }

  public long id() {
    return id;
  }

  public boolean isFor(String other) {
    return target.equals(other);
  }

  public boolean isShaped() {
    return shaped;
  }

  /**
   * The target takes records. What has no version replaces whatever is there, which is right only
   * for the key that the quarantine knew: had a newer record of it come, it would be healed.
   */
  public void took(List<KeyAndVersion> records, boolean versioned) {
    unordered |=
        !versioned && records.stream().anyMatch(each -> !digest.equals(Optional.of(each.digest())));
  }

  /** Whether nothing says that what it replaces is older. */
  public boolean isUnordered() {
    return unordered;
  }
}
