package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.dao.DataAccessException;

/** Loaders that know nothing of each other, as in two processes, on one table at once. */
class TwoProcessesTest extends OnEachDatabase {
  private static final int LOADERS = 4;
  private static final int ATTEMPTS = 20;

  @RepeatedTest(5)
  void loadersThatCreateAndWidenOneTableAtOnceAllSucceedAndLoseNothing() throws Exception {
    CyclicBarrier start = new CyclicBarrier(LOADERS);
    ExecutorService threads = Executors.newFixedThreadPool(LOADERS);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < LOADERS; i++) {
      long id = i;
      done.add(
          threads.submit(
              () -> {
                start.await(30, TimeUnit.SECONDS);
                Loader loader = loader(TableSpec.of("orders", "order_id"));
                retried(loader, List.of(Map.of("order_id", id, "n", id, "own" + id, true)));
                retried(
                    loader, List.of(Map.of("order_id", id, "n", "text " + id, "late" + id, 1L)));
                return null;
              }));
    }
    for (Future<?> one : done) {
      one.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(sql.queryForList("select n from orders order by order_id", String.class))
        .containsExactly("text 0", "text 1", "text 2", "text 3");
    assertThat(columns("orders")).hasSize(2 + 2 * LOADERS);
    assertThat(one("select count(*) from caravan_column")).isEqualTo(2L + 2 * LOADERS);
    for (int i = 0; i < LOADERS; i++) {
      assertThat(one("select late" + i + " from orders where order_id = " + i)).isEqualTo(1L);
    }
  }

  /** What a run does with a transient error: the page again, in a new transaction. */
  private void retried(Loader loader, List<?> page) {
    for (int attempt = 1; ; attempt++) {
      try {
        load(loader, page);
        return;
      } catch (DataAccessException | LoadException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
