package dev.caravan.upsert;

import dev.caravan.quarantine.ScanKeys;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.value.Iso;
import dev.caravan.value.Values;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the rows of a page are known by, for whoever looks whether their key is one.
 *
 * @param plan how they stand in their table
 */
record KeyedRows(Plan plan) implements ScanKeys.Keyed {
  @Override
  public String table() {
    return plan.table().id();
  }

  @Override
  public List<Object> key(Object[] row) {
    List<Integer> keys = plan.keys();
    Object[] parts = new Object[keys.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = plan.columns().get(keys.get(i)).canonical(row[keys.get(i)]);
    }
    return Arrays.asList(parts);
  }

  @Override
  public String shownKey(Object[] row) {
    return plan.keys().stream()
        .map(i -> plan.columns().get(i).field() + " " + Values.shown(row[i]))
        .collect(Collectors.joining(", "));
  }

  /** The time of loading says nothing of what came. */
  @Override
  public int content(Object[] row) {
    if (plan.kept().isEmpty() && plan.noted().isEmpty()) {
      return Arrays.deepHashCode(row);
    }
    Object[] came = row.clone();
    plan.kept().forEach(i -> came[i] = null);
    plan.noted().forEach(i -> came[i] = null);
    return Arrays.deepHashCode(came);
  }

  @Override
  public Optional<Instant> changed(Object[] row) {
    return plan.version() >= 0 && row[plan.version()] instanceof Iso version
        ? Optional.of(version.instant())
        : Optional.empty();
  }
}
