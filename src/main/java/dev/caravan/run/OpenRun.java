package dev.caravan.run;

import dev.caravan.pull.Stream;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a run when the stream is due: loads its checkpoint, enters the run into the history, and
 * makes the page where the last run stopped the next request. Leaves a body of null when the stream
 * is not due or parked.
 */
public final class OpenRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRun.class);
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
  private static final long ID_RANDOM = 1L << 40;

  private final Schedule schedule;
  private final Checkpoints checkpoints;
  private final RunHistory history;
  private final Clock clock;
  private final RandomGenerator random;

  public OpenRun(Schedule schedule, Checkpoints checkpoints, RunHistory history) {
    this(schedule, checkpoints, history, Clock.systemUTC(), new SecureRandom());
  }

  OpenRun(
      Schedule schedule,
      Checkpoints checkpoints,
      RunHistory history,
      Clock clock,
      // Asked by the threads of all streams at once, which most generators do not take.
      RandomGenerator random) {
    this.schedule = schedule;
    this.checkpoints = checkpoints;
    this.history = history;
    this.clock = clock;
    this.random = random;
  }

  /** Whether a run of the stream is under way on this exchange after the call. */
  public boolean open(Exchange exchange) {
    Stream stream = Stream.of(exchange);
    if (!schedule.start(stream)) {
      return false;
    }
    Instant now = clock.instant();
    Checkpoint checkpoint = checkpoints.open(stream.name());
    Optional<Instant> notBefore = checkpoint.notBefore().filter(now::isBefore);
    if (notBefore.isPresent()) {
      LOG.info("stream {}: parked until {}", stream.name(), notBefore.get());
      schedule.end(RunOutcome.parked(stream.name(), "parked earlier", notBefore.get()));
      return false;
    }
    begin(new PullRun(newId(now), stream, checkpoint, now), exchange);
    return true;
  }

  private void begin(PullRun run, Exchange exchange) {
    history.open(run);
    run.putOn(exchange);
    Optional<String> position = run.checkpoint().position();
    LOG.info("{}: starts at page {}", run, position.orElse("first"));
    run.request(position, exchange);
  }

  private String newId(Instant now) {
    return ID_TIME.format(now) + "-" + String.format("%010x", random.nextLong(ID_RANDOM));
  }
}
