package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random pages against a model that takes one record after the other. */
class RandomPagesTest extends OnEachDatabase {
  private static final int PAGES = 40;
  private static final TableSpec ITEMS =
      TableSpec.of("items", "id")
          .withVersion("v")
          .withColumns(
              Map.of(
                  "id",
                  ColumnType.BIGINT,
                  "v",
                  ColumnType.BIGINT,
                  "x",
                  ColumnType.TEXT,
                  "n",
                  ColumnType.BIGINT));

  private record Model(Long version, String x, Long n, boolean deleted) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void softDeletesEqualOneRecordAfterTheOther(long seed) {
    TableSpec spec = ITEMS.withDeletes("gone", DeleteMode.SOFT);
    Loader loader = loader(spec);
    Random random = new Random(seed);
    Map<Long, Model> model = new TreeMap<>();
    for (int i = 0; i < PAGES; i++) {
      List<Map<String, Object>> page = page(random);
      page.forEach(record -> apply(model, record));
      balanced(load(loader, page), page.size());
      assertThat(table("_deleted is not null")).as("seed %d page %d", seed, i).isEqualTo(model);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void hardDeletesEqualTheNewestOfEachPageAfterTheOther(long seed) {
    TableSpec spec = ITEMS.withDeletes("gone", DeleteMode.HARD);
    Loader loader = loader(spec);
    Random random = new Random(seed);
    Map<Long, Model> model = new TreeMap<>();
    for (int i = 0; i < PAGES; i++) {
      List<Map<String, Object>> page = page(random);
      long before = model.size();
      Map<Long, Map<String, Object>> newest = new LinkedHashMap<>();
      page.forEach(record -> newest.merge((Long) record.get("id"), record, RandomPagesTest::newer));
      newest.values().forEach(record -> applyHard(model, record));
      LoadResult result = load(loader, page);
      balanced(result, page.size());
      assertThat(result.inserted() - result.deleted()).isEqualTo(model.size() - before);
      assertThat(table("false")).as("seed %d page %d", seed, i).isEqualTo(model);
    }
  }

  @Test
  void loadingAllPagesAgainChangesNothing() {
    Loader loader = loader(ITEMS);
    Random random = new Random(9);
    List<List<Map<String, Object>>> pages = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      List<Map<String, Object>> page = page(random);
      int at = i;
      page.forEach(record -> record.put("v", 1000L * at + (Long) record.get("id")));
      pages.add(page);
      load(loader, page);
    }
    Map<Long, Model> before = table("false");
    pages.forEach(page -> load(loader, page));
    assertThat(table("false")).isEqualTo(before);
    assertThat(load(loader, pages.get(PAGES - 1)).updated()).isZero();
  }

  private static void balanced(LoadResult result, int size) {
    assertThat(result.received()).isEqualTo(size);
    assertThat(result.quarantined()).isEmpty();
  }

  private static List<Map<String, Object>> page(Random random) {
    List<Map<String, Object>> page = new ArrayList<>();
    int size = 1 + random.nextInt(12);
    for (int i = 0; i < size; i++) {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("id", (long) random.nextInt(6));
      if (random.nextInt(5) > 0) {
        record.put("v", (long) random.nextInt(30));
      }
      if (random.nextInt(4) == 0) {
        record.put("gone", true);
      } else {
        record.put("x", "x" + random.nextInt(3));
        record.put("n", random.nextBoolean() ? (Long) (long) random.nextInt(3) : null);
      }
      page.add(record);
    }
    return page;
  }

  private static boolean notOlder(Long version, Long than) {
    return than == null || version != null && version >= than;
  }

  private static Map<String, Object> newer(Map<String, Object> best, Map<String, Object> next) {
    return notOlder((Long) next.get("v"), (Long) best.get("v")) ? next : best;
  }

  private static void apply(Map<Long, Model> model, Map<String, Object> record) {
    Long version = (Long) record.get("v");
    Model now = model.get(record.get("id"));
    if (now != null && !notOlder(version, now.version)) {
      return;
    }
    boolean gone = record.containsKey("gone");
    String x = gone && now != null ? now.x : (String) record.get("x");
    Long n = gone && now != null ? now.n : (Long) record.get("n");
    model.put((Long) record.get("id"), new Model(version, x, n, gone));
  }

  private static void applyHard(Map<Long, Model> model, Map<String, Object> record) {
    if (!record.containsKey("gone")) {
      apply(model, record);
    } else {
      Model now = model.get(record.get("id"));
      if (now != null && notOlder((Long) record.get("v"), now.version)) {
        model.remove(record.get("id"));
      }
    }
  }

  private Map<Long, Model> table(String deleted) {
    Map<Long, Model> table = new TreeMap<>();
    boolean hasN = columns("items").contains("n");
    boolean hasX = columns("items").contains("x");
    String select = "select id, %s v, %s x, %s n, %s from items";
    String v = columns("items").contains("v") ? "v" : "cast(null as bigint)";
    sql.query(
        select.formatted(v, hasX ? "x" : "null", hasN ? "n" : "cast(null as bigint)", deleted),
        row -> {
          Long version = row.getObject(2) == null ? null : row.getLong(2);
          Long n = row.getObject(4) == null ? null : row.getLong(4);
          Model model = new Model(version, row.getString(3), n, row.getBoolean(5));
          assertThat(table.put(row.getLong(1), Objects.requireNonNull(model))).isNull();
        });
    return table;
  }
}
