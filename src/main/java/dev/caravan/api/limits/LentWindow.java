package dev.caravan.api.limits;

import dev.caravan.api.limits.Lender.Loan;
import dev.caravan.api.limits.Lender.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * The places of a window that were lent to this process. It uses them over and over, as long as it
 * hears of the lender, and gives back what it does not need. What it offered it does not use before
 * it has an answer; without one it is gone.
 */
final class LentWindow implements QuotaWindow {
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Places that are free only after so long are kept by the lender, who remembers them. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Duration period;
  private final Duration lookUp;
  private PriorityQueue<Instant> places = new PriorityQueue<>();
  private List<Instant> offered = List.of();
  private int underWay;
  private int orphans;
  private int waiting;
  private boolean contested;
  private boolean wanted;
  private volatile Instant validUntil = Instant.MIN;
  private Optional<Instant> next = Optional.empty();
  private Optional<Instant> silentSince = Optional.empty();
  private Duration pause = Duration.ZERO;
  private final ThreadLocal<Integer> lossesAtTake = new ThreadLocal<>();
  private volatile int losses;

  LentWindow(Duration period, Duration lookUp) {
    this.period = period;
    this.lookUp = lookUp;
  }

  @Override
  public Instant free(Instant now) {
    Instant soon = now.plus(lookUp);
    if (!now.isBefore(validUntil)) {
      return soon;
    }
    Optional<Instant> own = Optional.ofNullable(places.peek());
    if (own.filter(place -> !place.isAfter(now)).isPresent()) {
      return own.get();
    }
    // Without a word of the lender there may be one at any time.
    Instant lenders = next.filter(now::isBefore).orElse(soon);
    return own.filter(lenders::isAfter).orElse(lenders);
  }

  @Override
  public long used(Instant now) {
    return underWay + places.stream().filter(now::isBefore).count();
  }

  @Override
  public boolean isOpen(Instant now) {
    return waiting == 0 || !free(now).isAfter(now);
  }

  @Override
  public void take() {
    underWay++;
    places.remove();
    lossesAtTake.set(losses);
  }

  @Override
  public boolean isStillTaken(Instant now) {
    Integer then = lossesAtTake.get();
    return then == null || then == losses && now.isBefore(validUntil);
  }

  @Override
  public void leave(Instant now) {
    lossesAtTake.remove();
    if (orphans > 0) {
      orphans--;
      return;
    }
    if (underWay > 0) {
      underWay--;
      places.add(now.plus(period));
    }
  }

  void waits(int more) {
    waiting += more;
  }

  /** Nobody may send a request for some time. */
  void tell(Duration asked) {
    pause = asked;
  }

  /** Whether there is anything to tell the lender. */
  boolean isActive() {
    return waiting > 0 || holding() > 0 || !pause.isZero();
  }

  /** A request that waits for a lender who says nothing must not look like one that just waits. */
  void requireNews(Instant now) {
    if (silentSince.isPresent() && now.isAfter(silentSince.get().plus(SILENCE))) {
      throw new IllegalStateException(
          "no place of the quota can be had, since the database that lends them has not answered"
              + " for "
              + SILENCE);
    }
  }

  /** Whether requests wait, and no place is free. */
  boolean isHungry(Instant now) {
    return waiting > 0 && free(now).isAfter(now);
  }

  /** What to offer; none of it is used until {@link #settle}. */
  Offer offer(Instant now, int weight) {
    if (!now.isBefore(validUntil)) {
      lose();
    }
    boolean hungry = isHungry(now);
    int holding = holding();
    List<Long> give =
        part(
            now,
            place ->
                place.isAfter(now.plus(LONG)) || waiting == 0 && !place.plus(IDLE).isAfter(now));
    List<Instant> spares = contested ? places.stream().sorted().toList() : List.of();
    places.removeAll(spares);
    offered = spares;
    int want = hungry ? Math.max(waiting, holding - give.size()) : 0;
    List<Long> spare = spares.stream().map(place -> millis(now, place)).toList();
    Offer offer = new Offer(holding, give, spare, want, hungry, pause.toMillis(), weight);
    pause = Duration.ZERO;
    wanted = want > 0;
    return offer;
  }

  /**
   * Takes what the lender said, and gives until when nobody may send a request.
   *
   * @param loan null when it did not answer
   * @param asked before the lender was asked
   */
  Instant settle(Loan loan, Instant asked, Instant now) {
    if (loan == null) {
      // It did not answer: what was offered may be another's.
      offered = List.of();
      silentSince = silentSince.or(() -> Optional.of(now));
      return Instant.MIN;
    }
    silentSince = Optional.empty();
    if (loan.lapsed()) {
      lose();
      return now.plusMillis(loan.pause());
    }
    places.addAll(offered.subList(0, offered.size() - loan.taken()));
    offered = List.of();
    loan.places().forEach(left -> places.add(now.plusMillis(left)));
    validUntil = asked.plusMillis(loan.term());
    contested = loan.contested();
    next = wanted && loan.next() > 0 ? Optional.of(now.plusMillis(loan.next())) : Optional.empty();
    return now.plusMillis(loan.pause());
  }

  /** All that is not under way, for the last time. */
  Offer all(Instant now) {
    int holding = holding();
    List<Long> give = part(now, place -> true);
    return new Offer(holding, give, List.of(), 0, false, 0, 1);
  }

  private void lose() {
    losses++;
    next = Optional.empty();
    orphans += underWay;
    underWay = 0;
    places = new PriorityQueue<>();
    offered = List.of();
    contested = false;
  }

  /** All places that this process has. */
  int holding() {
    return underWay + places.size() + offered.size();
  }

  private List<Long> part(Instant now, Predicate<Instant> which) {
    List<Instant> part = new ArrayList<>(places.stream().filter(which).toList());
    PriorityQueue<Instant> rest = new PriorityQueue<>();
    places.stream().filter(which.negate()).forEach(rest::add);
    places = rest;
    return part.stream().map(place -> millis(now, place)).toList();
  }

  /** Rounded up, so that no place is free too early. */
  private static long millis(Instant now, Instant place) {
    return place.isAfter(now) ? Duration.between(now, place).toMillis() + 1 : 0;
  }
}
