package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.limits.Borrowing;
import dev.caravan.api.limits.Quota;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that share a quota, in a time that the test moves on by 10 ms a step. */
class QuotaStateTest {
  private static final long STEP = 10;
  private static final long TERM = 10_000;

  private final Random random = new Random(7);
  private final List<Long> counted = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private QuotaState state = new QuotaState();
  private long now = 1_700_000_000_000L;
  private int ids;

  /** A process with so many threads that send requests as fast as they may. */
  private final class Process {
    final String id = "p" + ids++;
    final Quota quota;
    final Borrowing places;
    final PriorityQueue<Long> responses = new PriorityQueue<>();
    int threads;
    long latency;
    long exchangeAt = now + random.nextInt(1_000);
    long pausedUntil;

    Process(Quota quota, int threads, long latency) {
      this.quota = quota;
      this.threads = threads;
      this.latency = latency;
      this.places = new Borrowing(quota.period());
      places.waits(threads);
    }

    void step() {
      if (now < pausedUntil) {
        return;
      }
      while (!responses.isEmpty() && responses.peek() <= now) {
        responses.poll();
        places.leave(now);
        places.waits(1);
      }
      while (responses.size() < threads && places.isFree(now)) {
        places.waits(-1);
        places.take();
        long response = now + 1 + latency;
        // The API counts it anywhere between its start and its response.
        counted.add(now + random.nextLong(response - now));
        responses.add(response);
      }
      if (now >= exchangeAt || places.isHungry(now) && random.nextInt(5) == 0) {
        exchangeAt = now + 1_000;
        places.settle(state.exchange(id, quota, places.offer(now), now, TERM), now);
      }
    }

    void threads(int count) {
      places.waits(count - threads);
      threads = count;
    }
  }

  @ParameterizedTest
  @CsvSource({"100/10s, 20", "100/10s, 200", "50/s, 10", "50/s, 100"})
  void twoThatWantItUseAllOfItAndSoDoesOne(String text, long latency) {
    Quota quota = Quota.parse(text);
    Process one = start(quota, 30, latency);
    Process two = start(quota, 30, latency);
    long settled = quota.period().toMillis() * 2 + 25_000;

    run(settled);
    long both = used(quota, 60_000);
    long possible = 60_000 * quota.requests() / (quota.period().toMillis() + latency + STEP);
    assertThat(both).as("when both want it").isGreaterThan(possible * 95 / 100);
    assertThat(one.places.holding()).isBetween(quota.requests() / 2 - 5, quota.requests() / 2 + 5);

    two.threads(0);
    run(settled);
    assertThat(used(quota, 60_000)).as("when one does").isGreaterThan(possible * 95 / 100);

    two.threads(30);
    run(settled);
    assertThat(used(quota, 60_000)).as("when both do again").isGreaterThan(possible * 95 / 100);
    assertNeverMoreThan(quota);
  }

  @ParameterizedTest
  @CsvSource({"100/10s, 20", "50/s, 10"})
  void whoWantsItForMoreWeightHasMoreOfIt(String text, long latency) {
    Quota quota = Quota.parse(text);
    Process heavy = start(quota, 30, latency);
    Process light = start(quota, 30, latency);
    heavy.places.weighs(3);

    run(quota.period().toMillis() * 2 + 25_000);

    assertThat(heavy.places.holding())
        .isBetween(quota.requests() * 3 / 4 - 5, quota.requests() * 3 / 4 + 5);
    assertThat(light.places.holding())
        .isBetween(quota.requests() / 4 - 5, quota.requests() / 4 + 5);
    heavy.threads(0);
    run(quota.period().toMillis() * 2 + 25_000);
    assertThat(light.places.holding()).as("when nobody else wants it").isGreaterThan(25);
    assertNeverMoreThan(quota);
  }

  @ParameterizedTest
  @CsvSource({"50/s, 200, 8", "20/2s, 50, 8", "3/s, 20, 8", "40/10s, 300, 5", "600/m, 100, 6"})
  void neverMoreWhateverDies(String text, long latency, int count) {
    Quota quota = Quota.parse(text);
    for (int i = 0; i < count; i++) {
      start(quota, 8, latency);
    }
    for (int minute = 0; minute < 60; minute++) {
      run(5_000);
      Process any = processes.get(random.nextInt(processes.size()));
      any.places.weighs(1 + random.nextInt(5));
      switch (random.nextInt(4)) {
        case 0 -> {
          processes.remove(any);
          start(quota, 8, latency);
        }
        case 1 -> any.pausedUntil = now + random.nextInt(45_000);
        case 2 -> any.threads(random.nextInt(9));
        default -> any.latency = 1 + random.nextInt(500);
      }
    }
    assertNeverMoreThan(quota);
    assertThat(counted.size())
        .as("are used")
        .isGreaterThan((int) (300_000 * quota.requests() / quota.period().toMillis() / 4));
  }

  @Test
  void eachHasATurnWhenThereAreFewerPlacesThanProcesses() {
    Quota quota = Quota.parse("2/s");
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(start(quota, 1, 20));
    }
    List<Process> served = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      run(STEP);
      all.stream().filter(p -> !p.responses.isEmpty() && !served.contains(p)).forEach(served::add);
    }
    assertThat(served).hasSize(5);
    assertNeverMoreThan(quota);
  }

  private Process start(Quota quota, int threads, long latency) {
    Process process = new Process(quota, threads, latency);
    processes.add(process);
    return process;
  }

  private void run(long millis) {
    for (long end = now + millis; now < end; now += STEP) {
      processes.forEach(Process::step);
    }
  }

  private long used(Quota quota, long millis) {
    long from = now;
    run(millis);
    return counted.stream().filter(at -> at >= from).count();
  }

  private void assertNeverMoreThan(Quota quota) {
    counted.sort(Comparator.naturalOrder());
    Iterator<Long> oldest = counted.iterator();
    int inWindow = 0;
    long from = oldest.next();
    int most = 0;
    for (long at : counted) {
      inWindow++;
      while (from <= at - quota.period().toMillis()) {
        from = oldest.next();
        inWindow--;
      }
      most = Math.max(most, inWindow);
    }
    assertThat(most).as("requests in one window").isLessThanOrEqualTo(quota.requests());
  }
}
