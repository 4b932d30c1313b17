package dev.caravan.upsert;

import dev.caravan.quarantine.ScanKeys;
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
    return plan.keys().stream().map(i -> plan.columns().get(i).canonical(row[i])).toList();
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
    Object[] came = row.clone();
    plan.kept().forEach(i -> came[i] = null);
    return Arrays.deepHashCode(came);
  }

  @Override
  public Optional<Instant> changed(Object[] row) {
    return plan.version() >= 0 && row[plan.version()] instanceof Iso version
        ? Optional.of(version.instant())
        : Optional.empty();
  }
}
