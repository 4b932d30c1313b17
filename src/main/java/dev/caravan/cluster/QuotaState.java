package dev.caravan.cluster;

import dev.caravan.api.limits.Lender.Loan;
import dev.caravan.api.limits.Lender.Offer;
import dev.caravan.api.limits.Quota;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the places of one quota are: with processes, or cooling down until the window that they
 * were last used in is over; all others are free. Times are the database's, in milliseconds.
 */
final class QuotaState {
  /** What a request may take from its start to where it is counted, of a process that is gone. */
  static final long ON_ITS_WAY = 1_000;

  private static final int SHARPNESS = 200;
  private static final long NEVER = 1_000_000_000_000L;

  /** Places by process. */
  public Map<String, Borrower> borrowers = new HashMap<>();

  /** How many are free at a time. */
  public TreeMap<Long, Integer> cooling = new TreeMap<>();

  /** Nobody sends a request before this time. */
  public long paused;

  /**
   * A process that has places or wants some.
   *
   * @param places how many it has
   * @param until when it loses them if it says nothing
   * @param hungry since when it waits for more, 0 when it does not
   * @param since when it got its first
   * @param weight of the streams for which it wants them
   */
  record Borrower(int places, long until, long hungry, long since, int weight) {
    Borrower {
      weight = Math.max(1, weight);
    }

    boolean isStarving() {
      return places == 0 && hungry > 0;
    }
  }

  /** Takes an offer of a process and gives a loan. */
  Loan exchange(String process, Quota quota, Offer offer, long now, long term) {
    long period = quota.period().toMillis();
    paused = Math.max(paused, now + offer.pause());
    bury(now, period);
    Borrower before = borrowers.getOrDefault(process, new Borrower(0, 0, 0, 0, 1));
    if (offer.holding() > before.places()) {
      return new Loan(true, List.of(), 0, term, false, pause(now), 0);
    }
    cool(now + period, before.places() - offer.holding(), period, now);
    offer.give().forEach(left -> cool(now + left, 1, period, now));
    int places = offer.holding() - offer.give().size();
    borrowers.put(
        process,
        new Borrower(
            places, now + term, hungry(before, offer, now), before.since(), offer.weight()));
    boolean contested = others(process).stream().anyMatch(other -> other.hungry() > 0);
    int taken = Math.min(offer.spare().size(), surplus(process, quota, places, now));
    List<Long> spare = offer.spare();
    spare
        .subList(spare.size() - taken, spare.size())
        .forEach(left -> cool(now + left, 1, period, now));
    places -= taken;
    int granted = Math.min(offer.want(), room(process, quota, places, contested));
    places += granted;
    long since = places == 0 ? 0 : before.since() == 0 || taken > 0 ? now : before.since();
    long hungry = granted == 0 && offer.hungry() ? hungry(before, offer, now) : 0;
    if (taken > 0 && hungry > 0) {
      hungry = now;
    }
    if (places == 0 && hungry == 0) {
      borrowers.remove(process);
    } else {
      borrowers.put(process, new Borrower(places, now + term, hungry, since, offer.weight()));
    }
    return new Loan(
        false,
        zeros(granted),
        taken,
        term,
        contested,
        pause(now),
        granted > 0 ? 0 : next(process, now));
  }

  private static long hungry(Borrower before, Offer offer, long now) {
    return !offer.hungry() ? 0 : before.hungry() > 0 ? before.hungry() : now;
  }

  /** Silent processes lose their places, which they may have used until the end. */
  private void bury(long now, long period) {
    for (Map.Entry<String, Borrower> each : new ArrayList<>(borrowers.entrySet())) {
      if (each.getValue().until() < now) {
        borrowers.remove(each.getKey());
        long free = each.getValue().until() + period + ON_ITS_WAY;
        cool(free, each.getValue().places(), period, now);
      }
    }
    cooling.headMap(now, true).clear();
  }

  /** Rounded up a little, so that there are not as many times as places. */
  private void cool(long free, int places, long period, long now) {
    if (places > 0 && free > now) {
      long step = Math.max(1, period / SHARPNESS);
      cooling.merge((free + step - 1) / step * step, places, Integer::sum);
    }
  }

  /** What a process has beyond its share while others wait. */
  private int surplus(String process, Quota quota, int places, long now) {
    List<Borrower> others = others(process);
    if (others.stream().noneMatch(other -> other.hungry() > 0)) {
      return 0;
    }
    int most = share(process, quota, true);
    boolean turn =
        places > 0
            && others.stream().anyMatch(Borrower::isStarving)
            && now - borrowers.get(process).since() > quota.period().toMillis();
    return turn && places <= most ? fewer(quota, places) : Math.max(0, places - most);
  }

  private int share(String process, Quota quota, boolean roundedUp) {
    return share(borrowers.get(process), quota, roundedUp);
  }

  /** One place for each while there are as many, and the others by weight. */
  private int share(Borrower borrower, Quota quota, boolean roundedUp) {
    long others = (long) quota.requests() - borrowers.size();
    if (others < 0) {
      return roundedUp ? 1 : 0;
    }
    long all = borrowers.values().stream().mapToLong(Borrower::weight).sum();
    long weighted = others * borrower.weight() + (roundedUp ? all - 1 : 0);
    return (int) (1 + weighted / all);
  }

  /** With fewer places than processes, each has one by turns. */
  private int fewer(Quota quota, int places) {
    return quota.requests() < borrowers.size() ? places : 0;
  }

  /** How many more a process may have. */
  private int room(String process, Quota quota, int places, boolean contested) {
    int free =
        quota.requests()
            - places
            - others(process).stream().mapToInt(Borrower::places).sum()
            - cooling.values().stream().mapToInt(Integer::intValue).sum();
    if (free <= 0 || !contested) {
      return Math.max(0, free);
    }
    int fair = share(process, quota, false);
    if (places < fair) {
      return Math.min(free, fair - places);
    }
    // What is left when all have their whole shares goes to who asks, those that have none first.
    Borrower me = borrowers.get(process);
    long before =
        others(process).stream()
            .filter(
                other ->
                    other.hungry() > 0 && other.places() < share(other, quota, false)
                        || other.isStarving() && (places > 0 || other.hungry() < me.hungry()))
            .count();
    return free > before && (places == 0 || places == fair) ? 1 : 0;
  }

  private List<Borrower> others(String process) {
    return borrowers.entrySet().stream()
        .filter(each -> !each.getKey().equals(process))
        .map(Map.Entry::getValue)
        .toList();
  }

  private long pause(long now) {
    return Math.max(0, paused - now);
  }

  /** When the next place is free; no other process may give one back before. */
  private long next(String process, long now) {
    boolean others = others(process).stream().anyMatch(other -> other.places() > 0);
    return others ? 0 : cooling.isEmpty() ? NEVER : cooling.firstKey() - now;
  }

  private static List<Long> zeros(int count) {
    return java.util.Collections.nCopies(count, 0L);
  }
}
