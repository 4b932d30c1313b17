package dev.caravan.worker.event;

import dev.caravan.worker.failure.PoisonException;
import java.util.BitSet;
import java.util.List;

/**
 * The events of one message as they were sent, parsed once for all of them and anew only when one
 * is wanted again, since whoever took one may have changed it. For one thread.
 */
final class Elements {
  private final Source source;
  private final BitSet taken = new BitSet();
  private List<?> parsed;

  /** Parses the message. */
  @FunctionalInterface
  interface Source {
    List<?> parse() throws PoisonException;
  }

  Elements(Source source) throws PoisonException {
    this.source = source;
    this.parsed = source.parse();
  }

  int size() {
    return parsed.size();
  }

  /** The element at a place as it was sent. */
  Object take(int place) throws PoisonException {
    if (taken.get(place)) {
      parsed = source.parse();
      taken.clear();
    }
    taken.set(place);
    return parsed.get(place);
  }
}
