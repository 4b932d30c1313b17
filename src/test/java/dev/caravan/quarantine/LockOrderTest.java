package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that load one table at once wait for each other, and never in a circle. */
class LockOrderTest extends OnEachDatabase {
  private static final int ROUNDS = 30;
  private static final int KEYS = 300;
  private static final TableSpec ORDERS = TableSpec.of("orders", "order_id").withVersion("v");

  /** A third transaction holds both up after their first rows, so that they do meet. */
  @Test
  void streamsThatDeleteWhatTheOtherOneWritesDoNotDeadlock() throws Exception {
    assumeThat(isSqlite()).isFalse();
    TableSpec spec = ORDERS.withDeletes("deleted", DeleteMode.HARD);
    load(loader(spec), List.of(record(1, 0, false), record(2, 0, false), record(3, 0, false)));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<LoadResult>> streams = new ArrayList<>();
    transaction(
        () -> {
          sql.queryForList("select 1 from orders where order_id = 3 for update");
          for (long mine = 1; mine <= 2; mine++) {
            List<?> page =
                List.of(record(mine, 1, false), record(3, 1, false), record(3 - mine, 1, true));
            streams.add(threads.submit(() -> load(loader(spec), page)));
            await().until(this::waiting, count -> count == streams.size());
          }
          return null;
        });
    threads.shutdown();
    for (Future<LoadResult> stream : streams) {
      assertThat(stream.get(60, TimeUnit.SECONDS).received()).isEqualTo(3);
    }
    assertThat(one("select count(*) from orders")).isEqualTo(2L);
  }

  /** One stream holds the first row, the other the last one, when the second begins to delete. */
  @ParameterizedTest
  @EnumSource(DeleteMode.class)
  void theEndOfASnapshotWaitsForWhoWritesWhatItDeletes(DeleteMode mode) throws Exception {
    assumeThat(isSqlite()).isFalse();
    TableSpec spec = ORDERS.withDeletes("deleted", mode);
    load(loader(spec), List.of(record(1, 0, false), record(2, 0, false), record(3, 0, false)));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<LoadResult>> streams = new ArrayList<>();
    transaction(
        () -> {
          sql.queryForList("select 1 from orders where order_id = 2 for update");
          List<?> all = List.of(record(1, 1, false), record(2, 1, false), record(3, 1, false));
          streams.add(threads.submit(() -> load(loader(spec), all)));
          await().until(this::waiting, count -> count == 1);
          streams.add(threads.submit(() -> wholeSnapshot(spec, List.of(record(3, 1, false)))));
          await().until(this::waiting, count -> count == 2);
          return null;
        });
    threads.shutdown();
    assertThat(streams.get(0).get(60, TimeUnit.SECONDS).updated()).isEqualTo(3);
    assertThat(streams.get(1).get(60, TimeUnit.SECONDS).deleted()).isEqualTo(2);
  }

  private LoadResult wholeSnapshot(TableSpec spec, List<?> page) {
    Loader loader = loader(spec);
    SnapshotPart part = new SnapshotPart("whole", "today", true, true, 1);
    return transaction(
        () -> {
          Batch batch = loader.validate(page, new Origin("whole", "run-1", "page 1"));
          batch.partOf(Optional.of(part));
          loader.stage(batch);
          loader.merge(batch);
          return loader.finish(batch, part);
        });
  }

  private long waiting() {
    return (Long)
        one(
            isMariaDb()
                ? "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'"
                : "select count(*) from pg_locks where not granted");
  }

  @Test
  void streamsOfTombstonesThatFollowLiveRecordsDoNotDeadlock() throws Exception {
    TableSpec spec = ORDERS.withDeletes("deleted", DeleteMode.SOFT);
    Records both =
        (key, round) ->
            key > KEYS / 2
                ? List.of(record(key, round, false), record(key, round, true))
                : List.of(record(key, round, false));
    Records other =
        (key, round) ->
            key <= KEYS / 2
                ? List.of(record(key, round, false), record(key, round, true))
                : List.of(record(key, round, false));
    race(spec, both, spec, other);
  }

  @Test
  void streamsThatNameTheSameKeyInAnotherOrderDoNotDeadlock() throws Exception {
    TableSpec one = TableSpec.of("orders", "order_id", "other").withVersion("v");
    TableSpec another = TableSpec.of("orders", "other", "order_id").withVersion("v");
    race(one, LockOrderTest::live, another, LockOrderTest::live);
  }

  /** What a stream says of a key. */
  private interface Records {
    List<Map<String, Object>> of(long key, long round);
  }

  private static List<Map<String, Object>> live(long key, long round) {
    return List.of(record(key, round, false));
  }

  private static Map<String, Object> record(long key, long round, boolean deleted) {
    return Map.of("order_id", key, "other", KEYS - key, "v", round, "deleted", deleted);
  }

  private void race(TableSpec one, Records first, TableSpec another, Records second)
      throws Exception {
    load(loader(one), page(LockOrderTest::live, 0));
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<?> left = threads.submit(() -> rounds(loader(one), start, first, second));
    Future<?> right = threads.submit(() -> rounds(loader(another), start, second, first));
    threads.shutdown();
    left.get(60, TimeUnit.SECONDS);
    right.get(60, TimeUnit.SECONDS);
    assertThat((Long) one("select count(*) from orders")).isLessThanOrEqualTo(KEYS);
  }

  private Object rounds(Loader loader, CyclicBarrier start, Records some, Records others)
      throws Exception {
    for (long round = 1; round <= ROUNDS; round++) {
      start.await(30, TimeUnit.SECONDS);
      List<Object> page = page(round % 2 == 0 ? some : others, round);
      load(loader, page);
    }
    return null;
  }

  private static List<Object> page(Records records, long round) {
    List<Object> page = new ArrayList<>();
    for (long key = 1; key <= KEYS; key++) {
      page.addAll(records.of(key, round));
    }
    return page;
  }
}
