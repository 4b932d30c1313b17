package dev.caravan.sandbox.paging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Since when the cursors of a collection are valid, and how an older one is answered. */
public final class CursorExpiry {
  private final Map<String, State> states = new ConcurrentHashMap<>();

  /** Cursors issued before now are answered with this status from now on. */
  public void expire(String collection, int status) {
    states.compute(collection, (name, old) -> new State(of(old).generation() + 1, status));
  }

  State state(String collection) {
    return of(states.get(collection));
  }

  private static State of(State state) {
    return state == null ? new State(0, 400) : state;
  }

  /**
   * @param generation what a cursor must carry to be valid
   */
  record State(int generation, int status) {}
}
