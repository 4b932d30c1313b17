package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.testing.TestDatabases;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that hold more of a record than its newest version. */
class WriteModesTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "id").withVersion("v");

  private static TableSpec mode(WriteMode mode) {
    return ORDERS.withMode(mode);
  }

  @Test
  void appendKeepsEachVersionOnceWithTheTimeItCameFirst() {
    load(loader(mode(WriteMode.APPEND)), "[{\"id\": 1, \"v\": 2, \"s\": \"b\"}]");
    Loader later =
        new Loader(
            database,
            mode(WriteMode.APPEND),
            Clock.offset(Clock.fixed(NOW, java.time.ZoneOffset.UTC), Duration.ofHours(1)));
    String page = "[{\"id\": 1, \"v\": 2, \"s\": \"b\"}, {\"id\": 1, \"v\": 1, \"s\": \"a\"}]";
    assertThat(load(later, page)).isEqualTo(result(2, 1, 0, 1));
    assertThat(rows("select id, v, s from orders order by v"))
        .containsExactly(Map.of("id", 1L, "v", 1L, "s", "a"), Map.of("id", 1L, "v", 2L, "s", "b"));
    assertThat(TestDatabases.instant(one("select _seen_at from orders where v = 2")))
        .isEqualTo(NOW);
    assertThat(TestDatabases.instant(one("select _seen_at from orders where v = 1")))
        .isEqualTo(NOW.plusSeconds(3600));
    assertThat(load(later, "[{\"id\": 1, \"v\": 2, \"s\": \"c\"}]")).isEqualTo(result(1, 0, 1, 0));
    assertThat(TestDatabases.instant(one("select _seen_at from orders where v = 2")))
        .isEqualTo(NOW);
  }

  @Test
  void historySaysFromWhenUntilWhenAVersionWasTheNewest() {
    TableSpec spec = ORDERS.withDeletes("gone", DeleteMode.SOFT).withMode(WriteMode.HISTORY);
    Loader loader = loader(spec);
    load(loader, "[{\"id\": 1, \"v\": \"2025-01-03T00:00:00Z\", \"s\": \"c\"}]");
    load(loader, "[{\"id\": 1, \"v\": \"2025-01-01T00:00:00Z\", \"s\": \"a\"}]");
    load(loader, "[{\"id\": 1, \"v\": \"2025-01-04T00:00:00Z\", \"gone\": true}]");
    load(loader, "[{\"id\": 1, \"v\": \"2025-01-02T01:00:00+01:00\", \"s\": \"b\"}]");
    List<String> days = new ArrayList<>();
    sql.query(
        "select _valid_from, _valid_to, _current, _deleted, s from orders order by v",
        row -> {
          days.add(
              day(row.getObject(1))
                  + " "
                  + day(row.getObject(2))
                  + " "
                  + row.getBoolean(3)
                  + " "
                  + (row.getObject(4) != null)
                  + " "
                  + row.getString(5));
        });
    assertThat(days)
        .containsExactly(
            "2025-01-01 2025-01-02 false false a",
            "2025-01-02 2025-01-03 false false b",
            "2025-01-03 2025-01-04 false false c",
            "2025-01-04 null true true null");
  }

  private static String day(Object time) {
    return time == null ? null : TestDatabases.instant(time).toString().substring(0, 10);
  }

  /** Some pages fail before they are committed, and come again. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void historyOfVersionsInAnyOrderIsThatOfVersionsInTheirOrder(long seed) {
    Random random = new Random(seed);
    Map<Long, TreeMap<Long, String>> expected = new TreeMap<>();
    List<Map<String, Object>> records = new ArrayList<>();
    for (long id = 0; id < 5; id++) {
      for (long v = 0; v < 12; v++) {
        String text = "s" + random.nextInt(3);
        if (random.nextInt(4) > 0) {
          expected.computeIfAbsent(id, any -> new TreeMap<>()).put(v, text);
          Map<String, Object> record = new LinkedHashMap<>();
          record.put("id", id);
          record.put("v", v);
          record.put("s", text);
          records.add(record);
        }
      }
    }
    records.addAll(List.copyOf(records).subList(0, 10));
    Collections.shuffle(records, random);
    Loader loader = loader(mode(WriteMode.HISTORY));
    for (int at = 0; at < records.size(); at += 7) {
      List<?> page = records.subList(at, Math.min(at + 7, records.size()));
      if (random.nextInt(3) == 0) {
        database
            .transaction()
            .executeWithoutResult(
                status -> {
                  loadWithin(loader, page);
                  status.setRollbackOnly();
                });
      }
      load(loader, page);
    }
    List<String> history = new ArrayList<>();
    expected.forEach(
        (id, versions) ->
            versions.forEach(
                (v, text) ->
                    history.add(
                        "%d %d %s %s %s"
                            .formatted(
                                id,
                                v,
                                versions.higherKey(v),
                                versions.higherKey(v) == null,
                                text))));
    List<String> found = new ArrayList<>();
    sql.query(
        "select id, _valid_from, _valid_to, _current, s from orders order by id, v",
        row -> {
          Object to = row.getObject(3);
          found.add(
              "%d %d %s %s %s"
                  .formatted(
                      row.getLong(1), row.getLong(2), to, row.getBoolean(4), row.getString(5)));
        });
    assertThat(found).isEqualTo(history);
  }

  @Test
  void aSnapshotIsRefusedSinceItWouldDeleteOlderVersions() {
    Loader loader = loader(mode(WriteMode.APPEND));
    SnapshotPart part = new SnapshotPart("orders", "s1", true, true, 1);
    assertThatThrownBy(
            () ->
                transaction(
                    () -> {
                      Batch batch =
                          loader.validate(
                              json("[{\"id\": 1, \"v\": 1}]"), new Origin("orders", "r", "p"));
                      batch.partOf(Optional.of(part));
                      loader.stage(batch);
                      return batch;
                    }))
        .hasMessageContaining("mode append")
        .hasMessageContaining("mode upsert");
  }

  @Test
  void aRecordWithoutAVersionIsNoneOfThem() {
    Loader loader = loader(mode(WriteMode.APPEND));
    assertThat(load(loader, "[{\"id\": 1, \"v\": 1}, {\"id\": 1}]").quarantined())
        .isEqualTo(Map.of("missing_key", 1L));
  }

  @Test
  void versionsThatBecomeDecimalsInAHistoryFailLoudly() {
    Loader loader = loader(mode(WriteMode.HISTORY));
    load(loader, "[{\"id\": 1, \"v\": 1}]");
    assertThatThrownBy(() -> load(loader, "[{\"id\": 1, \"v\": 1.5}]"))
        .hasMessageContaining("v:numeric");
    assertThat(one("select count(*) from orders")).isEqualTo(1L);
  }

  @Test
  void whatAModeCannotDoIsSaid() {
    assertThatThrownBy(() -> TableSpec.of("orders", "id").withMode(WriteMode.APPEND))
        .hasMessageContaining("mode append needs version");
    TableSpec hard = ORDERS.withDeletes("gone", DeleteMode.HARD);
    assertThatThrownBy(() -> hard.withMode(WriteMode.HISTORY)).hasMessageContaining("soft");
    TableSpec children =
        ORDERS.withChildren(
            ChildSpecs.parse("lines -> l(order_id, n)", false, "orders", List.of("id")));
    assertThatThrownBy(() -> children.withMode(WriteMode.APPEND))
        .hasMessageContaining("has no children");
  }
}
