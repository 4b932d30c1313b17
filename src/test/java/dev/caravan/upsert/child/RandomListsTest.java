package dev.caravan.upsert.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.ConcurrencyFailureException;

/**
 * Random lists that grow, shrink and change their order, in versions of any order, with pages that
 * fail before they are committed: the child tables are the lists of the newest records.
 */
class RandomListsTest extends OnEachDatabase {
  private static final int PAGES = 25;
  private static final String BY_POSITION =
      "lines -> order_lines(order_id, line_no), lines.tags -> line_tags(order_id, line_no, tag_no)";
  private static final String BY_FIELD =
      "lines -> order_lines(order_id, line_no=sku), lines.tags -> line_tags(order_id, line_no,"
          + " tag_no)";

  private final Map<Long, Map<String, Object>> newest = new TreeMap<>();

  @ParameterizedTest
  @CsvSource({"1,SOFT,false", "2,HARD,false", "3,SOFT,true", "4,HARD,true"})
  void childTablesAreTheListsOfTheNewestRecords(long seed, DeleteMode mode, boolean byField) {
    String children = byField ? BY_FIELD : BY_POSITION;
    TableSpec spec =
        TableSpec.of("orders", "id")
            .withVersion("v")
            .withDeletes("gone", mode)
            .withChildren(ChildSpecs.parse(children, false, "orders", List.of("id")));
    Loader loader = loader(spec);
    Random random = new Random(seed);
    for (int i = 0; i < PAGES; i++) {
      List<Map<String, Object>> page = page(random, i);
      boolean fails = random.nextInt(4) == 0;
      LoadResult result = load(loader, page, i, fails);
      assertThat(result.received() - result.children()).isEqualTo(page.size());
      if (!fails) {
        page.forEach(record -> apply(record, mode));
      }
      assertThat(orders()).as("seed %d page %d", seed, i).isEqualTo(expectedOrders(mode));
      assertThat(lines()).as("seed %d page %d", seed, i).isEqualTo(expectedLines(byField));
      assertThat(tags()).as("seed %d page %d", seed, i).isEqualTo(expectedTags(byField));
    }
  }

  private LoadResult load(Loader loader, List<?> page, int number, boolean fails) {
    try {
      return loadOnce(loader, page, number, fails);
    } catch (ConcurrencyFailureException e) {
      // A table of MariaDB is changed once the transaction that is in it has ended.
      assertThat(isMariaDb()).as(e.getMessage()).isTrue();
      return loadOnce(loader, page, number, fails);
    }
  }

  private LoadResult loadOnce(Loader loader, List<?> page, int number, boolean fails) {
    Origin origin = new Origin("orders", "run-1", "page " + number, "" + number, number == 0);
    return database
        .transaction()
        .execute(
            status -> {
              LoadResult result = loadWithin(loader, page, origin);
              if (fails) {
                status.setRollbackOnly();
              }
              return result;
            });
  }

  /** Versions of a record differ, as an equal one of a page would win by its place. */
  private static List<Map<String, Object>> page(Random random, int number) {
    List<Map<String, Object>> page = new ArrayList<>();
    Set<Long> ids = new LinkedHashSet<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      long id = random.nextInt(6);
      if (!ids.add(id)) {
        continue;
      }
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("id", id);
      record.put("v", (long) number * 10 - random.nextInt(60));
      if (number > 0 && random.nextInt(5) == 0) {
        record.put("gone", true);
      } else if (random.nextInt(8) > 0) {
        record.put("lines", lines(random));
      }
      page.add(record);
    }
    return page;
  }

  private static List<Map<String, Object>> lines(Random random) {
    List<String> skus = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
    Collections.shuffle(skus, random);
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String sku : skus.subList(0, random.nextInt(skus.size() + 1))) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("sku", sku);
      line.put("n", (long) random.nextInt(3));
      if (random.nextBoolean()) {
        line.put("tags", List.of("x", "y", "z").subList(0, random.nextInt(4)));
      }
      lines.add(line);
    }
    return lines;
  }

  private void apply(Map<String, Object> record, DeleteMode mode) {
    Long id = (Long) record.get("id");
    Map<String, Object> now = newest.get(id);
    boolean gone = record.containsKey("gone");
    if (now != null && (Long) record.get("v") < (Long) now.get("v")) {
      return;
    }
    if (gone && mode == DeleteMode.HARD) {
      newest.remove(id);
      return;
    }
    Map<String, Object> kept = new LinkedHashMap<>(record);
    if (gone && now != null && now.containsKey("lines")) {
      kept.put("lines", now.get("lines"));
    }
    newest.put(id, kept);
  }

  private Set<String> expectedOrders(DeleteMode mode) {
    Set<String> rows = new TreeSet<>();
    newest.forEach(
        (id, record) ->
            rows.add(
                id + " " + record.get("v") + (mode == DeleteMode.SOFT ? deleted(record) : "")));
    return rows;
  }

  private static String deleted(Map<String, Object> record) {
    return record.containsKey("gone") ? " gone" : " live";
  }

  private Set<String> expectedLines(boolean byField) {
    Set<String> rows = new TreeSet<>();
    each(
        byField,
        (record, line, key) ->
            rows.add(
                "%s %s %s%s".formatted(record.get("id"), key, line.get("n"), deleted(record))));
    return rows;
  }

  private Set<String> expectedTags(boolean byField) {
    Set<String> rows = new TreeSet<>();
    each(
        byField,
        (record, line, key) -> {
          int number = 0;
          for (Object tag : (List<?>) line.getOrDefault("tags", List.of())) {
            number++;
            rows.add(
                "%s %s %d %s%s".formatted(record.get("id"), key, number, tag, deleted(record)));
          }
        });
    return rows;
  }

  /** Takes an element of a list. */
  private interface Each {
    void line(Map<String, Object> record, Map<String, Object> line, String key);
  }

  @SuppressWarnings("unchecked")
  private void each(boolean byField, Each each) {
    for (Map<String, Object> record : newest.values()) {
      int number = 0;
      for (Object line : (List<?>) record.getOrDefault("lines", List.of())) {
        Map<String, Object> map = (Map<String, Object>) line;
        number++;
        each.line(record, map, byField ? "" + map.get("sku") : "" + number);
      }
    }
  }

  private Set<String> orders() {
    return set("orders", "id, v", columns("orders").contains("_deleted"));
  }

  private Set<String> lines() {
    return set("order_lines", "order_id, line_no, n", true);
  }

  private Set<String> tags() {
    return set("line_tags", "order_id, line_no, tag_no, value", true);
  }

  private Set<String> set(String table, String columns, boolean marked) {
    Set<String> rows = new TreeSet<>();
    List<String> there = columns(table);
    if (there.isEmpty()) {
      return rows;
    }
    String mark = there.contains("_deleted") ? ", _deleted" : ", null as _deleted";
    for (Map<String, Object> row : rows("select " + columns + mark + " from " + table)) {
      Object deleted = row.remove("_deleted");
      List<String> values = row.values().stream().map(String::valueOf).toList();
      String text = String.join(" ", values);
      assertThat(rows.add(text + (!marked ? "" : deleted == null ? " live" : " gone"))).isTrue();
    }
    return rows;
  }
}
