package dev.caravan.upsert.fit;

import dev.caravan.upsert.dialect.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keeps the newest row of each key of a page; of two equally new ones the later. A soft tombstone
 * keeps the values of its row, so the live row it follows in the page is merged first, and it in a
 * wave of its own.
 */
public final class Newest {
  private final Plan plan;
  private final Map<Object, Candidate> byKey = new LinkedHashMap<>();
  private final List<Object[]> others = new ArrayList<>();

  private Newest(Plan plan) {
    this.plan = plan;
  }

  private record Candidate(
      Object[] row, Comparable<Object> version, boolean tombstone, Candidate before) {}

  /** Of a page. */
  public static Newest of(Plan plan, List<Fitted> rows) {
    Newest newest = new Newest(plan);
    rows.forEach(row -> newest.add(row.values(), row.row().tombstone()));
    return newest;
  }

  private void add(Object[] row, boolean tombstone) {
    Object key = key(row);
    Comparable<Object> version = version(row);
    Candidate best = byKey.get(key);
    if (best != null && !notOlder(version, best.version())) {
      others.add(row);
      return;
    }
    Candidate before = plan.soft() && tombstone ? live(best) : null;
    if (best != null && best != before) {
      others.add(best.row());
    }
    byKey.put(key, new Candidate(row, version, tombstone, before));
  }

  /** Rows that the newest one of their key took the place of. */
  public List<Object[]> others() {
    return others;
  }

  /** Rows to merge, each wave with every key at most once; the first one has all keys. */
  public List<List<Object[]>> waves() {
    List<Object[]> first = new ArrayList<>(byKey.size());
    List<Object[]> second = new ArrayList<>();
    for (Candidate candidate : byKey.values()) {
      if (candidate.before() == null) {
        first.add(candidate.row());
      } else {
        first.add(candidate.before().row());
        second.add(candidate.row());
      }
    }
    return Stream.of(first, second).filter(wave -> !wave.isEmpty()).toList();
  }

  private static Candidate live(Candidate best) {
    return best == null || !best.tombstone() ? best : best.before();
  }

  private static boolean notOlder(Comparable<Object> version, Comparable<Object> best) {
    return best == null || version != null && version.compareTo(best) >= 0;
  }

  private Object key(Object[] row) {
    List<Integer> keys = plan.keys();
    if (keys.size() == 1) {
      return canonical(row, keys.get(0));
    }
    Object[] parts = new Object[keys.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = canonical(row, keys.get(i));
    }
    return Arrays.asList(parts);
  }

  @SuppressWarnings("unchecked")
  private Comparable<Object> version(Object[] row) {
    return plan.version() < 0 || row[plan.version()] == null
        ? null
        : (Comparable<Object>) canonical(row, plan.version());
  }

  private Object canonical(Object[] row, int index) {
    return plan.columns().get(index).canonical(row[index]);
  }
}
