package dev.caravan.sandbox.fault;

import dev.caravan.sandbox.http.SeenRequest;
import java.util.concurrent.atomic.AtomicInteger;

/** A fault that is switched on. It counts how often it struck. Safe for any thread. */
public final class Fault {
  private final FaultScope scope;
  private final AtomicInteger fired = new AtomicInteger();
  private volatile Effect effect;
  private volatile boolean on = true;

  Fault(FaultScope scope, Effect effect) {
    this.scope = scope;
    this.effect = effect;
  }

  /** How often it struck so far. */
  public int fired() {
    return fired.get();
  }

  /** Switches it off for good. */
  public void off() {
    on = false;
  }

  FaultScope scope() {
    return scope;
  }

  Effect effect() {
    return effect;
  }

  void effect(Effect newEffect) {
    effect = newEffect;
  }

  boolean isOn() {
    return on;
  }

  boolean awaits(SeenRequest request) {
    return on && fired.get() < scope.times() && scope.covers(request);
  }

  /** Uses up one of its times, unless another request was faster. */
  boolean fire() {
    return fired.getAndUpdate(n -> n < scope.times() ? n + 1 : n) < scope.times();
  }
}
