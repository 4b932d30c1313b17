package dev.caravan.run;

import dev.caravan.api.Request;
import dev.caravan.api.Traffic;
import dev.caravan.pull.Stream;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * One run of a stream, on the exchange under way. What is written is changed by the thread that
 * writes pages, what is asked by the thread that fetches; the loop joins both after each page.
 */
abstract sealed class Run permits PullRun, ChildrenRun {
  private static final String PROPERTY = "caravanRun";

  private final String id;
  private final Stream stream;
  private final Instant started;
  private final Traffic traffic = new Traffic();
  private Checkpoint checkpoint;
  private long committed;
  private boolean scanComplete;

  Run(String id, Stream stream, Checkpoint checkpoint, Instant now) {
    this.id = id;
    this.stream = stream;
    this.checkpoint = checkpoint;
    this.started = now;
  }

  static Optional<Run> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, Run.class));
  }

  void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** Makes what the last run did not come to the next request of an exchange. */
  abstract void begin(Exchange exchange);

  /** What people should know about this run besides its numbers. */
  abstract String notes();

  /** The instant of the stream's watermark, when it has one and it is a time. */
  abstract Optional<Instant> watermark();

  /** Pages are in the database. */
  final void committed(long pages, Checkpoint moved, boolean complete) {
    committed += pages;
    checkpoint = moved;
    scanComplete = complete;
  }

  final Request.Origin origin(String position) {
    return new Request.Origin(stream.name(), id, position, traffic);
  }

  final boolean isScanComplete() {
    return scanComplete;
  }

  boolean isPageLimitReached() {
    return committed >= stream.maxPages();
  }

  final Checkpoint checkpoint() {
    return checkpoint;
  }

  final Instant started() {
    return started;
  }

  final Traffic traffic() {
    return traffic;
  }

  final long pages() {
    return committed;
  }

  public final Stream stream() {
    return stream;
  }

  public final String id() {
    return id;
  }

  @Override
  public String toString() {
    return "stream " + stream.name() + " run " + id;
  }
}
