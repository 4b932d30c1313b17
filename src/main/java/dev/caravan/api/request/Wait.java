package dev.caravan.api.request;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a run waits for before its next request.
 *
 * @param what continues the sentence "it waits"
 * @param until when it is over, as far as anybody can tell now; asked by any thread
 */
public record Wait(String what, Supplier<Optional<Instant>> until) {
  /** The same with an instant, as it is kept for other processes. */
  @Override
  public String toString() {
    return what + until.get().map(at -> ", at " + at).orElse("");
  }
}
