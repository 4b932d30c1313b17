package dev.caravan.run;

import dev.caravan.run.history.LatestRun;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which stream may start a run now, and how the latest run of each ended. A stream is due at the
 * start of the process and then each {@code every}; one that names times of the day at the next of
 * them, and at the start when one was missed; a parked one at its instant, a failed one soon.
 * Limited to one run per stream, or to some streams, for {@code run --once}. Safe for any thread.
 */
public final class Schedule {
  private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  private final Clock clock;
  private final Map<String, Instant> nextStart = new ConcurrentHashMap<>();
  private final Map<String, RunOutcome> latest = new ConcurrentHashMap<>();
  private final Map<String, Integer> failuresInARow = new ConcurrentHashMap<>();
  private final Map<String, Input> inputs = new ConcurrentHashMap<>();
  private final ParentRuns parents = new ParentRuns();
  private final RunTurns turns;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean once;
  private Set<String> only = Set.of();

  public Schedule() {
    this(Clock.systemUTC());
  }

  Schedule(Clock clock) {
    this.clock = clock;
    this.turns = new RunTurns(clock);
  }

  /** Whether each stream runs a single time. */
  public void setOnce(boolean once) {
    this.once = once;
  }

  /** How many runs are under way at once in this process, 0 for any number. */
  public void setMaxRuns(int most) {
    turns.setMost(most);
  }

  boolean isOnce() {
    return once;
  }

  /** Names of the streams that may run, separated by commas; all when empty. */
  public void setStreams(String streams) {
    this.only =
        streams.isBlank() ? Set.of() : Set.copyOf(List.of(streams.trim().split("\\s*,\\s*")));
  }

  /** Whether a stream of that name is among those that run. */
  public boolean runs(String stream) {
    return only.isEmpty() || only.contains(stream);
  }

  /**
   * Plans the first run of a stream in this process.
   *
   * @param latest its latest run of all processes; only asked for where it matters
   */
  void plan(Input stream, Supplier<Optional<LatestRun>> latest) {
    if (once || !runs(stream.name()) || nextStart.containsKey(stream.name())) {
      return;
    }
    Instant now = clock.instant();
    Instant first =
        stream.every().isCron()
            ? latest
                .get()
                .map(run -> run.isToGoOn() ? now : stream.every().next(run.started()))
                .orElseGet(() -> stream.every().next(now))
            : now;
    nextStart.putIfAbsent(stream.name(), stream.every().allowed(first));
  }

  /** Whether the time has come for a run of the stream. */
  boolean isDue(Input stream) {
    inputs.put(stream.name(), stream);
    return runs(stream.name())
        && !clock.instant().isBefore(nextStart.getOrDefault(stream.name(), Instant.MIN));
  }

  /**
   * A stream came from another process, which planned its next run or did not. One whose parents
   * are brought by another stream begins with those that are there.
   */
  void takeOver(String stream, Optional<Duration> wait) {
    wait.ifPresentOrElse(
        left -> {
          nextStart.put(stream, clock.instant().plus(left));
          parents.resume(stream);
        },
        () -> nextStart.remove(stream));
  }

  /** A stream is another process's, whose runs tell how it is doing. */
  void leave(String stream) {
    latest.remove(stream);
    failuresInARow.remove(stream);
  }

  /** Whether a run of the stream may start now; if so it counts as started. */
  boolean start(Input stream) {
    return start(stream, true);
  }

  /**
   * The same, of a stream that may have to wait for a run of the stream that brings its parents.
   *
   * @param waits false to start it whatever that stream does
   */
  boolean start(Input stream, boolean waits) {
    if (!runs(stream.name())) {
      return false;
    }
    lock.lock();
    try {
      Instant now = clock.instant();
      if (now.isBefore(nextStart.getOrDefault(stream.name(), Instant.MIN))) {
        return false;
      }
      if (!turns.take(stream.name())) {
        return false;
      }
      if (waits && !parents.areReady(stream, only, latest)) {
        turns.give(stream.name());
        return false;
      }
      inputs.put(stream.name(), stream);
      nextStart.put(stream.name(), once ? Instant.MAX : stream.every().next(now));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** No run begins now, though one was due. */
  void skip(Input stream) {
    turns.give(stream.name());
    inputs.put(stream.name(), stream);
    nextStart.put(stream.name(), once ? Instant.MAX : stream.every().next(clock.instant()));
  }

  /** A run ended. */
  void end(RunOutcome outcome) {
    plan(outcome);
    publish(outcome);
  }

  /** When the next run of a stream may begin, after one that ended so; empty when none will. */
  Optional<Instant> plan(RunOutcome outcome) {
    if (once) {
      return Optional.empty();
    }
    if (outcome.state() == RunState.INTERRUPTED && outcome.error().isPresent()) {
      nextStart.put(outcome.stream(), clock.instant());
    }
    soonerStart(outcome).ifPresent(at -> nextStart.merge(outcome.stream(), at, Schedule::sooner));
    outcome.notBefore().ifPresent(instant -> postpone(outcome, instant));
    return Optional.ofNullable(
        nextStart.computeIfPresent(
            outcome.stream(),
            (stream, at) ->
                Optional.ofNullable(inputs.get(stream))
                    .map(input -> input.every().allowed(at))
                    .orElse(at)));
  }

  /** Tells everybody who waits for a run, or asks how the latest one ended. */
  void publish(RunOutcome outcome) {
    turns.give(outcome.stream());
    latest.put(outcome.stream(), outcome);
    parents.ended(outcome.stream());
    lock.lock();
    try {
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A failed run is tried again after 1, 2, 4 … minutes, when that is before its next time. */
  private Optional<Instant> soonerStart(RunOutcome outcome) {
    if (!outcome.state().isFailure()) {
      failuresInARow.remove(outcome.stream());
      return Optional.empty();
    }
    int failures = failuresInARow.merge(outcome.stream(), 1, Integer::sum);
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return Optional.of(clock.instant().plus(wait));
  }

  /** A parked stream starts at its instant; a pause that an API asks for never hurries one. */
  private void postpone(RunOutcome outcome, Instant instant) {
    if (outcome.state() == RunState.PARKED) {
      nextStart.put(outcome.stream(), instant);
    } else {
      nextStart.merge(
          outcome.stream(), instant, (left, right) -> left.isAfter(right) ? left : right);
    }
  }

  private static Instant sooner(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }

  /** The streams of this process, each since it asked for the first time whether it is due. */
  public Map<String, Input> inputs() {
    return Map.copyOf(inputs);
  }

  /** When a run of a stream may begin that began before; in the past when it is due. */
  public Optional<Instant> next(String stream) {
    return Optional.ofNullable(nextStart.get(stream)).filter(at -> !at.equals(Instant.MAX));
  }

  /** A run of a stream may begin at once, or as soon as the one that is under way has ended. */
  public void soon(String stream) {
    // Not removed: what is not planned, a schedule by the clock plans for its next time.
    lock.lock();
    try {
      nextStart.put(stream, clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /** How the latest run of each stream ended, by stream. */
  public Map<String, RunOutcome> latest() {
    return Map.copyOf(latest);
  }

  /** Waits for the end of a run of a stream. */
  public Optional<RunOutcome> await(String stream, Duration longest) throws InterruptedException {
    long nanos = longest.toNanos();
    lock.lock();
    try {
      while (!latest.containsKey(stream) && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
      return Optional.ofNullable(latest.get(stream));
    } finally {
      lock.unlock();
    }
  }
}
