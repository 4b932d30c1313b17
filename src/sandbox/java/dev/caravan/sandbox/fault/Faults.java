package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.paging.CursorExpiry;
import dev.caravan.sandbox.shop.ChangeLog;
import dev.caravan.sandbox.shop.Shop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What goes wrong on purpose. {@code faults.on("items").page(3).times(2).respond(429)
 * .retryAfterSeconds(1)} reads as it acts. Of several faults that answer something else instead of
 * the page, the one switched on first strikes until its times are used up; the others strike
 * together. Safe for any thread; a fault counts from the next request on.
 */
public final class Faults {
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final CursorExpiry expiry;
  private final Shop shop;

  public Faults(Shop shop, CursorExpiry expiry) {
    this.shop = shop;
    this.expiry = expiry;
  }

  /**
   * A fault of one collection, {@code lines} and {@code changes} among them, in whatever style it
   * is asked for; an unknown one is an {@link IllegalArgumentException}.
   */
  public FaultBuilder on(String collection) {
    requireKnown(collection);
    return new FaultBuilder(FaultScope.of(collection), this::install);
  }

  /** A fault of all collections. */
  public FaultBuilder onAny() {
    return new FaultBuilder(FaultScope.of("*"), this::install);
  }

  /** All cursors issued before now are answered with this status (400, 404, 410) from now on. */
  public void expireCursors(String collection, int status) {
    requireKnown(collection);
    expiry.expire(collection, status);
  }

  /** Switches all faults off; expired cursors stay expired. */
  public void clear() {
    faults.forEach(Fault::off);
    faults.clear();
  }

  public FaultPlan plan(SeenRequest request) {
    List<Fault> awaiting =
        faults.isEmpty()
            ? List.of()
            : faults.stream().filter(each -> each.awaits(request)).toList();
    Optional<Effect.Instead> instead = fire(awaiting, Effect.Instead.class, 1).stream().findFirst();
    boolean page = instead.isEmpty();
    return new FaultPlan(
        instead,
        fire(awaiting, Effect.Rewrite.class, page ? Integer.MAX_VALUE : 0),
        fire(awaiting, Effect.CutOff.class, page ? 1 : 0),
        fire(awaiting, Effect.Delay.class, Integer.MAX_VALUE),
        fire(awaiting, Effect.ExtraHeader.class, Integer.MAX_VALUE),
        fire(awaiting, Effect.Afterwards.class, page ? Integer.MAX_VALUE : 0),
        shop);
  }

  /** The changes that every request for a page gets, as long as their times last. */
  public List<Effect.Rewrite> rewritesOf(String collection, int page) {
    return faults.stream()
        .filter(each -> each.isOn() && each.scope().isByPageOnly())
        .filter(each -> each.scope().coversPage(collection, page))
        .map(Fault::effect)
        .filter(Effect.Rewrite.class::isInstance)
        .map(Effect.Rewrite.class::cast)
        .toList();
  }

  private void requireKnown(String collection) {
    if (!collection.equals(Shop.LINES) && !collection.equals(ChangeLog.NAME)) {
      shop.collection(collection);
    }
  }

  private Fault install(Fault fault) {
    faults.add(fault);
    return fault;
  }

  private static <T extends Effect> List<T> fire(List<Fault> awaiting, Class<T> kind, int most) {
    List<T> fired = new ArrayList<>();
    for (Fault each : awaiting) {
      if (fired.size() < most && kind.isInstance(each.effect()) && each.fire()) {
        fired.add(kind.cast(each.effect()));
      }
    }
    return fired;
  }
}
