package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two ways into one table: a pull and events, in every order of what they bring. Each order has a
 * key of its own; the n-th thing of all orders arrives before the next of any.
 */
@Timeout(120)
class HybridTest extends WorkTest {
  private static final Change OLD = new Change(1, true, false);
  private static final Change NEW = new Change(2, false, false);
  private static final Change DELETED_BY_EVENT = new Change(3, false, true);
  private static final Change DELETED_IN_PULL = new Change(3, true, true);
  private static final Change NEWEST = new Change(4, true, false);
  private static final Change NEWEST_BY_EVENT = new Change(4, false, false);

  private final LoopbackServer api = LoopbackServer.start(request -> Reply.json(this.page));
  private volatile String page = "[]";

  /** What one of both ways brings. */
  private record Change(int version, boolean pulled, boolean deleted) {
    String of(int id) {
      return "{\"id\": %d, \"version\": %d, \"note\": \"version %2$d\", \"gone\": %b}"
          .formatted(id, version, deleted);
    }
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theNewestWinsInEveryOrderOfPullsEventsAndDeletes() throws Exception {
    List<List<Change>> orders = new ArrayList<>();
    orders.addAll(orders(List.of(OLD, NEW)));
    orders.addAll(orders(List.of(OLD, NEW, DELETED_BY_EVENT)));
    orders.addAll(orders(List.of(OLD, NEW, DELETED_IN_PULL)));
    orders.addAll(orders(List.of(OLD, NEW, DELETED_BY_EVENT, NEWEST)));
    orders.addAll(orders(List.of(OLD, NEW, DELETED_IN_PULL, NEWEST)));
    orders.addAll(orders(List.of(OLD, NEW, DELETED_IN_PULL, NEWEST_BY_EVENT)));
    assertThat(orders).hasSize(2 + 2 * 6 + 3 * 24);

    start(bean(), pull(), worker(), load());
    for (int step = 0; step < 4; step++) {
      bring(step, orders);
    }

    assertThat(rows()).isEqualTo(newest(orders));
    assertThat(deadLetters()).isEmpty();
    assertThat(unbalancedRuns()).isEmpty();
  }

  @Test
  void theNewestWinsWhenAllComeAtOnce() throws Exception {
    List<Change> all = List.of(OLD, NEW, DELETED_BY_EVENT, NEWEST);
    List<List<Change>> orders = IntStream.range(0, 60).mapToObj(i -> all).toList();

    start(bean(), pull(), worker("batch", "5", "linger", "10"), load());
    page = page(IntStream.range(0, 60).boxed().flatMap(id -> pulled(all, id)).toList());
    for (int id = 0; id < orders.size(); id++) {
      send(id, NEW);
      send(id, DELETED_BY_EVENT);
    }
    awaitAcknowledged();
    awaitPull();

    assertThat(rows()).isEqualTo(newest(orders));
    assertThat(unbalancedRuns()).isEmpty();
  }

  /** What comes at one place of each order, by both ways at once. */
  private void bring(int step, List<List<Change>> orders) {
    List<String> pulled = new ArrayList<>();
    for (int id = 0; id < orders.size(); id++) {
      if (step < orders.get(id).size()) {
        Change change = orders.get(id).get(step);
        if (change.pulled()) {
          pulled.add(change.of(id));
        } else {
          send(id, change);
        }
      }
    }
    page = page(pulled);
    awaitPull();
    awaitAcknowledged();
  }

  private void send(int id, Change change) {
    send("evt-%d-%d".formatted(id, change.version()), change.of(id));
  }

  private static Stream<String> pulled(List<Change> changes, int id) {
    return changes.stream().filter(Change::pulled).map(change -> change.of(id));
  }

  private static String page(List<String> records) {
    return records.stream().collect(Collectors.joining(",", "[", "]"));
  }

  /** Until a run that began after now is complete. */
  private void awaitPull() {
    long begun = runs("started is not null");
    await("a pull").until(() -> runs("state = 'complete'") > begun);
  }

  private long runs(String condition) {
    return sql.queryForObject(
        "select count(*) from caravan_run where stream = 'payments-pull' and " + condition,
        Long.class);
  }

  private Map<Integer, String> rows() {
    Map<Integer, String> rows = new TreeMap<>();
    sql.query(
        "select id, version, note, _deleted is not null from payments",
        row -> {
          rows.put(
              row.getInt(1), row.getLong(2) + " " + row.getString(3) + " " + row.getBoolean(4));
        });
    return rows;
  }

  private static Map<Integer, String> newest(List<List<Change>> orders) {
    Map<Integer, String> rows = new TreeMap<>();
    for (int id = 0; id < orders.size(); id++) {
      Change last = orders.get(id).stream().max(Comparator.comparing(Change::version)).get();
      rows.put(id, "%d version %1$d %b".formatted(last.version(), last.deleted()));
    }
    return rows;
  }

  private static List<List<Change>> orders(List<Change> changes) {
    if (changes.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Change>> orders = new ArrayList<>();
    for (Change first : changes) {
      List<Change> others = changes.stream().filter(change -> change != first).toList();
      for (List<Change> rest : orders(others)) {
        List<Change> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }

  private String bean() {
    return """
    - beans:
        - name: shop
          type: dev.caravan.api.Api
          properties: {baseUrl: "%s"}
    """
        .formatted(api.url());
  }

  private static String pull() {
    return """
    - route:
        id: payments-pull
        from:
          uri: kamelet:caravan-pull
          parameters: {api: shop, path: /payments, records: $, pagination: none, every: 200ms}
          steps:
    """
        + load();
  }

  private static String load() {
    return steps(
        """
        - to:
            uri: kamelet:caravan-upsert
            parameters: {table: payments, key: id, version: version, deleted: gone, maxQuarantine: 0, minQuarantine: 0}
        """);
  }
}
