package dev.caravan.api.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The one door through which every request to an API goes, whatever stream it is for. It keeps the
 * declared quota and the pauses that the server asks for.
 *
 * <p>A place in the window is free again one period after the <em>response</em> to its request: the
 * server counted the request somewhere between its start and its response, so no window that the
 * server may look at holds more than the quota, however slow the way to it was. Safe for any
 * thread.
 */
public final class Gate {
  private static final long LOOK_UP_MS = 200;

  private final Optional<Quota> quota;
  private final Clock clock;
  private final Clock dates;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition changed = lock.newCondition();
  private Optional<QuotaWindow> window;
  private Optional<LentWindow> lent = Optional.empty();
  private Lender lender;
  private int underWay;
  private final Pace pace = new Pace();
  private final FairQueue queue = new FairQueue();
  private Instant pausedUntil = Instant.MIN;

  /**
   * @param clock times the waits; must not step
   * @param dates tells what others mean by a date, and what it is that they are told
   */
  public Gate(Optional<Quota> quota, Clock clock, Clock dates) {
    this.quota = quota;
    this.clock = clock;
    this.dates = dates;
    this.window = quota.map(q -> new OwnWindow(q, Duration.ofMillis(LOOK_UP_MS)));
  }

  /** From now on places are lent to this process, when there is a quota and somebody lends. */
  public void borrowFrom(Lender from) {
    lock.lock();
    try {
      if (lender == null && quota.isPresent() && from.lends()) {
        lender = from;
        LentWindow borrowed = new LentWindow(quota.get().period(), Duration.ofMillis(LOOK_UP_MS));
        lent = Optional.of(borrowed);
        window = Optional.of(borrowed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is anything to tell the lender. */
  public boolean isActive() {
    lock.lock();
    try {
      return lent.filter(LentWindow::isActive).isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells the lender what this process has and needs; one thread at a time, which sends nothing.
   */
  public void exchange(Function<Lender.Offer, Lender.Loan> exchange, boolean last) {
    LentWindow borrowed = lent.orElseThrow();
    Instant asked = clock.instant();
    Lender.Offer offer;
    lock.lock();
    try {
      offer = last ? borrowed.all(asked) : borrowed.offer(asked, queue.weight());
    } finally {
      lock.unlock();
    }
    Lender.Loan loan = null;
    try {
      loan = exchange.apply(offer);
    } finally {
      settle(borrowed, loan, asked);
    }
  }

  private void settle(LentWindow borrowed, Lender.Loan loan, Instant asked) {
    lock.lock();
    try {
      pause(borrowed.settle(loan, asked, clock.instant()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean pause(Instant until) {
    boolean longer = until.isAfter(pausedUntil);
    pausedUntil = longer ? until : pausedUntil;
    return longer;
  }

  /** The quota that it keeps. */
  public Optional<Quota> quota() {
    return quota;
  }

  /**
   * Waits until a request may start, and counts it as started. While several wait, each stream has
   * turns by its weight.
   *
   * @param maxWait beyond it the caller parks
   * @return how long it waited
   * @throws ParkedException when the wait would be longer than {@code maxWait}
   * @throws RejectedExecutionException when {@code stopping} says so
   */
  public Duration enter(Entrant who, Duration maxWait, BooleanSupplier stopping)
      throws InterruptedException {
    Instant arrived = clock.instant();
    lock.lockInterruptibly();
    Optional<LentWindow> borrowing = lent;
    borrowing.ifPresent(borrowed -> borrowed.waits(1));
    FairQueue.Ticket ticket = queue.join(who);
    try {
      for (Duration wait = toWait(ticket); !wait.isZero(); wait = toWait(ticket)) {
        if (stopping.getAsBoolean()) {
          throw new RejectedExecutionException("stopped while waiting for the quota");
        }
        if (wait.compareTo(maxWait) > 0) {
          throw new ParkedException(
              dates.instant().plus(wait),
              "the quota or a pause of the API",
              pausedUntil.isAfter(clock.instant()));
        }
        if (borrowing.filter(borrowed -> borrowed.isHungry(clock.instant())).isPresent()) {
          borrowing.get().requireNews(clock.instant());
          lender.needed(this);
        }
        changed.await(Math.min(LOOK_UP_MS, wait.toMillis() + 1), TimeUnit.MILLISECONDS);
      }
      queue.pass(ticket);
      take();
      return Duration.between(arrived, clock.instant());
    } finally {
      queue.leave(ticket);
      borrowing.ifPresent(borrowed -> borrowed.waits(-1));
      changed.signalAll();
      lock.unlock();
    }
  }

  /**
   * Called on the thread that entered, right before its request is on the wire: a process that was
   * paused since then may have lost its place to another one.
   *
   * @throws StalePlaceException when it has
   */
  public void requirePlace() throws StalePlaceException {
    if (window.filter(places -> !places.isStillTaken(clock.instant())).isPresent()) {
      throw new StalePlaceException();
    }
  }

  /** The response to a request is there, or it failed: its place is free in a period. */
  public void leave() {
    lock.lock();
    try {
      underWay--;
      window.ifPresent(places -> places.leave(clock.instant()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No request starts for some time; an earlier pause never shortens a later one. */
  public void pauseFor(Duration pause) {
    lock.lock();
    try {
      if (pause(clock.instant().plus(pause)) && lent.isPresent()) {
        lent.get().tell(pause);
        lender.needed(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A response may ask all to wait, not longer than makes sense; before {@link #leave}. */
  public void pauseAsAsked(Map<String, String> headers, Duration longest) {
    RetryAfter.in(headers, dates.instant())
        .filter(pause -> pause.compareTo(longest) <= 0)
        .ifPresent(this::pauseFor);
  }

  /** Learns from a response what remains of a quota. Called before {@link #leave}. */
  public void learn(Map<String, String> headers, Duration longest) {
    lock.lock();
    try {
      Instant now = clock.instant();
      ToldQuota.in(headers, dates.instant())
          .filter(told -> told.untilReset().compareTo(longest) <= 0)
          .ifPresent(told -> pace.told(told, underWay - 1, now));
    } finally {
      lock.unlock();
    }
  }

  /** How it stands at this moment. */
  public GateStanding standing() {
    lock.lock();
    try {
      Instant now = clock.instant();
      long used = window.map(places -> places.used(now)).orElse((long) underWay);
      Duration wait = toWait();
      if (window.filter(places -> places.isOpen(now)).isPresent()) {
        wait = until(now, pausedUntil.isAfter(pace.next()) ? pausedUntil : pace.next());
      }
      return new GateStanding(
          quota, used, wait.isZero() ? Optional.empty() : Optional.of(dates.instant().plus(wait)));
    } finally {
      lock.unlock();
    }
  }

  private void take() {
    underWay++;
    pace.started(clock.instant());
    window.ifPresent(QuotaWindow::take);
  }

  /** Whoever is not the first waits for those before it, though there may be a place. */
  private Duration toWait(FairQueue.Ticket ticket) {
    Duration wait = toWait();
    return wait.isZero() && !queue.isFirst(ticket) ? Duration.ofMillis(LOOK_UP_MS) : wait;
  }

  private Duration toWait() {
    Instant now = clock.instant();
    Instant free = pausedUntil.isAfter(pace.next()) ? pausedUntil : pace.next();
    if (window.isPresent()) {
      Instant place = window.get().free(now);
      free = place.isAfter(free) ? place : free;
    }
    return until(now, free);
  }

  private static Duration until(Instant now, Instant free) {
    return free.isAfter(now) ? Duration.between(now, free) : Duration.ZERO;
  }
}
