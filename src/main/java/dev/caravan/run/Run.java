package dev.caravan.run;

import dev.caravan.api.Request;
import dev.caravan.api.Traffic;
import dev.caravan.pull.Fetched;
import dev.caravan.pull.Input;
import dev.caravan.state.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.slf4j.event.Level;

/**
 * One run of a stream, on the exchange under way: what the steps of every source kamelet share.
 * What is written is changed by the thread that writes pages, what is asked by the thread that
 * fetches; the loop joins both after each page.
 */
abstract class Run {
  private static final String PROPERTY = "caravanRun";

  private final String id;
  private final Input input;
  private final Instant started;
  private final Traffic traffic = new Traffic();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private Checkpoint checkpoint;
  private long requested;
  private long committed;

  Run(String id, Input input, Checkpoint checkpoint, Instant now) {
    this.id = id;
    this.input = input;
    this.checkpoint = checkpoint;
    this.started = now;
  }

  /** The run of an exchange. */
  static Run of(Exchange exchange) {
    return Objects.requireNonNull(find(exchange).orElse(null), "no run on the exchange");
  }

  static Optional<Run> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, Run.class));
  }

  final void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** Makes the page where the checkpoint stands the next request of an exchange. */
  abstract void begin(Exchange exchange);

  /** Goes on after a page; fails when that would repeat pages for ever. */
  abstract void requestAfter(Fetched page, Exchange exchange);

  /** Looks at a page that was just fetched and gives the page to write. */
  abstract Fetched inspect(Fetched page);

  /** The checkpoint after a page. */
  abstract Checkpoint checkpointAfter(Fetched page, Instant now);

  /** Whether everything that there was to fetch is in the database. */
  abstract boolean isComplete();

  /** Readies the exchange for a page that is about to be written. */
  void prepare(Fetched page, Exchange exchange) {
    // A page of a scan needs nothing.
  }

  /** Whether the run found nothing new, as most polls of a feed do. */
  boolean isIdle() {
    return false;
  }

  /** The least time to the next run, when the API asked for one. */
  Optional<Duration> pause() {
    return Optional.empty();
  }

  /** How loudly the log says that the run starts. */
  Level openingLevel() {
    return Level.INFO;
  }

  /** The instant of the stream's watermark, when it has one and it is a time. */
  Optional<Instant> watermark() {
    return Optional.empty();
  }

  /** Whether this run may fetch the page after a page. */
  final boolean goesOnAfter(Fetched page) {
    return page.hasNext() && requested < input.maxPages();
  }

  /** Counts a request and says who makes it. */
  final Request.Origin nextOrigin(String position) {
    requested++;
    return new Request.Origin(input.name(), id, position, traffic);
  }

  /** A page is in the database. */
  void committed(Fetched page, Checkpoint moved) {
    committed++;
    checkpoint = moved;
  }

  /** The requests so far do not count. */
  final void forgetRequests() {
    requested = 0;
  }

  final long requested() {
    return requested;
  }

  final boolean isPageLimitReached() {
    return committed >= input.maxPages();
  }

  /** Adds to what people should know about this run besides its numbers. */
  final void note(String text) {
    notes.add(text);
  }

  final String notes() {
    return String.join("; ", notes);
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

  final Input input() {
    return input;
  }

  final String id() {
    return id;
  }

  @Override
  public final String toString() {
    return "stream " + input.name() + " run " + id;
  }
}
