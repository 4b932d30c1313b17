package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Every change of a collection, oldest first, as records of their own: {@code seq} from 1, {@code
 * id}, {@code type}, {@code deleted} for deletes, and the record at that time as {@code doc}. Safe
 * for any thread.
 */
public final class ChangeLog {
  public static final String NAME = "changes";

  private final ShopCollection changes = new ShopCollection(NAME, "id");
  private long last;
  private long forgotten;

  ChangeLog() {
    changes.logged(this);
  }

  /** The changes as a collection; their sequence is {@code seq}. */
  public ShopCollection changes() {
    return changes;
  }

  /** The {@code seq} of the newest change, 0 before the first. */
  public synchronized long last() {
    return last;
  }

  /** The {@code seq} of the newest change that is no longer kept. */
  public synchronized long forgotten() {
    return forgotten;
  }

  synchronized void add(ObjectNode doc) {
    boolean deleted = doc.path("deleted").asBoolean();
    ObjectNode change = Json.object().put("seq", ++last).put("id", "evt_%08d".formatted(last));
    change.put("type", deleted ? "deleted" : "upserted");
    change.set("updated_at", doc.get("updated_at"));
    if (deleted) {
      change.put("deleted", true);
    }
    change.set("doc", doc);
    changes.put(change);
    notifyAll();
  }

  /** Keeps only the changes after this one. */
  synchronized void forget(long upTo) {
    for (StoredRecord each : changes.all()) {
      if (each.sequence() <= upTo) {
        changes.remove(each.key());
      }
    }
    forgotten = Math.max(forgotten, upTo);
  }

  /** No longer keeps these changes, and does not tell. */
  synchronized void leaveOut(long from, long to) {
    changes.all().stream()
        .filter(each -> each.sequence() >= from && each.sequence() <= to)
        .forEach(each -> changes.remove(each.key()));
  }

  /**
   * As after a restore from a backup: this is the newest change, and the next has its successor.
   */
  synchronized void setBack(long to) {
    changes.setBack(to);
    last = to;
  }

  /** Waits until there is a change after this one; says whether there is. */
  public synchronized boolean await(long after, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toNanos(); last <= after && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    }
    return last > after;
  }
}
