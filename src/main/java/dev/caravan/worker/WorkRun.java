package dev.caravan.worker;

import dev.caravan.api.request.Traffic;
import dev.caravan.config.Counted;
import dev.caravan.run.history.RecordedRun;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The work of one process for one stream, from its first batch until it stops. */
public record WorkRun(
    String id,
    String streamName,
    Instant started,
    Traffic traffic,
    AtomicLong missed,
    Supplier<Optional<String>> waitsFor)
    implements RecordedRun {
  public WorkRun(
      String id, String streamName, Instant started, Supplier<Optional<String>> waitsFor) {
    this(id, streamName, started, new Traffic(), new AtomicLong(), waitsFor);
  }

  @Override
  public Optional<String> trouble() {
    return waitsFor.get();
  }

  /** Its topic deleted messages before they were read. */
  public void miss(long messages) {
    missed.addAndGet(messages);
  }

  @Override
  public String notes() {
    return missed.get() == 0
        ? ""
        : "the topic deleted up to %s before they were read"
            .formatted(Counted.of(missed.get(), "message"));
  }

  @Override
  public String toString() {
    return "worker " + streamName + " run " + id;
  }
}
