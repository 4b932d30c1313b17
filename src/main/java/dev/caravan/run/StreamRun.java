package dev.caravan.run;

import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.run.history.RecordedRun;
import dev.caravan.state.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a stream, on the exchange under way: what the steps of every kamelet that asks an API
 * share. What is written is changed by the thread that writes, what is asked by the thread that
 * fetches; the loop joins both after each page.
 */
public abstract class StreamRun implements RecordedRun {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRun.class);
  private static final String PROPERTY = "caravanRun";

  private final String id;
  private final Input input;
  private final Instant started;
  private final Traffic traffic = new Traffic();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final Repeats repeats = new Repeats();
  private volatile Checkpoint checkpoint;
  private Optional<ScanKeys> keys = Optional.empty();
  private volatile long committed;
  private boolean begunWithAll;

  public StreamRun(String id, Input input, Checkpoint checkpoint, Instant now) {
    this.id = id;
    this.input = input;
    this.checkpoint = checkpoint;
    this.started = now;
  }

  static Optional<StreamRun> find(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, StreamRun.class));
  }

  /** The run of an exchange, which is of a kind. */
  public static <T extends StreamRun> T of(Exchange exchange, Class<T> kind) {
    return Objects.requireNonNull(exchange.getProperty(PROPERTY, kind), "no run on the exchange");
  }

  final void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** Makes what the last run did not come to the next request of an exchange. */
  public abstract void begin(Exchange exchange);

  /** Whether everything that there was to fetch is in the database. */
  public abstract boolean isComplete();

  /** What the run is incomplete for although it came to its end. */
  public Optional<String> shortfall() {
    return Optional.empty();
  }

  /** Whether the run found nothing new, as most polls of a feed do. */
  public boolean isIdle() {
    return false;
  }

  /** The least time to the next run, when the API asked for one. */
  public Optional<Duration> pause() {
    return Optional.empty();
  }

  /** The instant of the stream's watermark, when it has one and it is a time. */
  public Optional<Instant> watermark() {
    return Optional.empty();
  }

  /** Whether the run is still where an earlier one left its scan, and nothing came of it yet. */
  public boolean isAtResumedPosition() {
    return false;
  }

  /** Whether pages are numbered and the run asked for another than the first. */
  public boolean isPastFirstNumberedPage() {
    return false;
  }

  public boolean isPageLimitReached() {
    return committed >= input.maxPages();
  }

  /** Pages are in the database. */
  public final void committed(long pages, Checkpoint moved) {
    committed += pages;
    checkpoint = moved;
  }

  /** Says who asks for a page. */
  public final Request.Origin origin(String position) {
    return new Request.Origin(input.name(), id, position, traffic, input.weight());
  }

  /**
   * Says where the page about to be written comes from. What marks it is the version that the
   * checkpoint has until the page is committed.
   *
   * @param beginning whether everything that the stream has begins with it
   */
  public final void putOrigin(String position, boolean beginning, Exchange exchange) {
    begunWithAll |= beginning;
    String mark = String.valueOf(checkpoint.version());
    new Origin(input.name(), id, position, mark, beginning).putOn(exchange);
    repeats.putOn(exchange);
  }

  /** Has the sinks of a page look whether their keys are any, in a stream's first scan. */
  public final void watchKeys(Instant scanStarted, Exchange exchange) {
    if (checkpoint.lastSuccess().isEmpty()) {
      keys = keys.or(() -> Optional.of(new ScanKeys(scanStarted)));
      keys.get().putOn(exchange);
    }
  }

  /**
   * Says what became of the keys of a scan.
   *
   * @throws dev.caravan.quarantine.RepeatedKeysException when most of its records had that of
   *     another
   */
  public final void judgeKeys() {
    keys.ifPresent(all -> all.findings().forEach(this::warn));
  }

  /**
   * Says that a table is new, where the run does not bring everything that the stream has: a name
   * that was changed, most likely, and what came before is in another table.
   */
  final void noteTableMade(String table) {
    if (!begunWithAll) {
      warn(
          "table %s is new, and this run brings only what is new to the stream since its checkpoint, so that the table lacks what the stream brought before; if it should have that, drop it and have the stream begin anew: ./caravan checkpoint reset %s"
              .formatted(table, input.name()));
    }
  }

  /** Adds to what people should know about this run besides its numbers. */
  public final void note(String text) {
    notes.add(text);
  }

  /** The same, said at once in the log, too, since somebody should look into it. */
  public final void warn(String text) {
    String safe = input.api().hideSecrets(text);
    if (!notes.contains(safe)) {
      LOG.warn("{}: {}", this, safe);
      note(safe);
    }
  }

  @Override
  public String notes() {
    return String.join("; ", notes);
  }

  public final Checkpoint checkpoint() {
    return checkpoint;
  }

  @Override
  public final Instant started() {
    return started;
  }

  @Override
  public final Traffic traffic() {
    return traffic;
  }

  public final long pages() {
    return committed;
  }

  @Override
  public final String streamName() {
    return input.name();
  }

  public final Input input() {
    return input;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String toString() {
    return "stream " + input.name() + " run " + id;
  }
}
