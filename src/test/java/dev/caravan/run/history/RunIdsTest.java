package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunIdsTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");
  private static final int THREADS = 4;
  private static final int IDS = 50_000;

  private final RunIds ids = new RunIds();

  @Test
  void beginWithTheSecondOfTheStart() {
    assertThat(ids.next(NOW)).matches("20250412T093300-[0-9a-f]{12}");
  }

  @Test
  void differForRunsThatStartAtTheSameInstantOnManyThreads() throws Exception {
    Set<String> given = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(THREADS);
    Runnable takeIds =
        () -> {
          join(together);
          Stream.generate(() -> ids.next(NOW)).limit(IDS).forEach(given::add);
        };
    Thread[] threads =
        IntStream.range(0, THREADS).mapToObj(n -> new Thread(takeIds)).toArray(Thread[]::new);

    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(given).hasSize(THREADS * IDS);
  }

  private static void join(CyclicBarrier together) {
    try {
      together.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
