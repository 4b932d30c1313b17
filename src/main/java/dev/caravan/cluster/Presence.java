package dev.caravan.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place among the nodes, and for how long it may believe in it: the length of a
 * lease by a clock that goes on while the process is paused, reckoned from before the database was
 * asked, so that it ends here before it ends there. One thread renews, any may ask.
 */
final class Presence {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final int RENEWALS = 6;
  private static final long NONE = Long.MIN_VALUE;

  private final LeaseTable table;
  private final Duration lease;
  private final boolean once;
  private final LongSupplier nanos;
  private volatile Node node;
  private volatile boolean known;
  private volatile long validUntil;
  private final AtomicLong silence = new AtomicLong(NONE);
  private long renewedAt;
  private int told;

  Presence(LeaseTable table, Node node, Duration lease, boolean once, LongSupplier nanos) {
    this.table = table;
    this.node = node;
    this.lease = lease;
    this.once = once;
    this.nanos = nanos;
  }

  /** Who this process is now. */
  Node node() {
    return node;
  }

  /** Whether it runs each stream once, and takes no share of the others. */
  boolean isOnce() {
    return once;
  }

  /** Whether no other process takes it for dead. */
  boolean isValid() {
    return known && nanos.getAsLong() - validUntil < 0;
  }

  /**
   * Renews it, as a node with another id when it was taken for dead.
   *
   * @param wants how many leases it would take
   * @return false when nothing is this process's any more
   */
  boolean renew(int wants) {
    long now = nanos.getAsLong();
    if (known && now - renewedAt < lease.toNanos() / RENEWALS && told == wants) {
      return true;
    }
    boolean kept = known && table.renew(node, wants, lease);
    if (!kept) {
      if (known) {
        LOG.warn("node {} was taken for dead by another one and begins anew", node.name());
        known = false;
        node = node.anew();
      }
      table.enter(node, once, wants, lease);
    }
    renewedAt = now;
    told = wants;
    validUntil = now + lease.toNanos();
    known = true;
    return kept;
  }

  /**
   * That the database has not been silent for the length of a lease since that was first noticed; a
   * process that was paused has only just noticed.
   *
   * @throws IllegalStateException when it has
   */
  void requireNews() {
    long now = nanos.getAsLong();
    if (!known || isValid()) {
      silence.set(NONE);
    } else if (!silence.compareAndSet(NONE, now) && now - silence.get() > lease.toNanos()) {
      throw new IllegalStateException(
          "the database has not answered for longer than a lease, " + lease);
    }
  }

  /** Is no node any more; whether it was one. */
  boolean end() {
    boolean was = known;
    known = false;
    return was;
  }
}
