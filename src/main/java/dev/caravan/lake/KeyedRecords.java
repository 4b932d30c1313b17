package dev.caravan.lake;

import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the rows of a page are known by, for whoever looks whether their key is one. A row is an
 * array of one {@link RowFit.Fitted}.
 *
 * @param table the name of the table, as that of a target
 * @param fields of the key
 */
record KeyedRecords(String table, List<String> fields) implements ScanKeys.Keyed {

  /** Tells the keys of a scan of a page of which these are the newest rows. */
  void show(List<RowFit.Fitted> newest, int records, ScanKeys keys) {
    keys.look(this, waves(newest), records);
  }

  /** How many records of a page came before in a run just as they are, or twice in the page. */
  long repeated(List<RowFit.Fitted> newest, int records, Repeats run) {
    return Math.max(0, records - newest.size()) + run.count(this, waves(newest));
  }

  private static List<List<Object[]>> waves(List<RowFit.Fitted> rows) {
    return List.of(rows.stream().map(row -> new Object[] {row}).toList());
  }

  private static RowFit.Fitted fitted(Object[] row) {
    return (RowFit.Fitted) row[0];
  }

  @Override
  public List<Object> key(Object[] row) {
    return List.copyOf(fitted(row).key());
  }

  @Override
  public String shownKey(Object[] row) {
    List<String> key = fitted(row).key();
    return IntStream.range(0, key.size())
        .mapToObj(i -> fields.get(i) + " " + key.get(i))
        .collect(Collectors.joining(", "));
  }

  @Override
  public int content(Object[] row) {
    return RowPrints.ofRow(fitted(row).values()).hashCode();
  }

  @Override
  public Optional<Instant> changed(Object[] row) {
    return fitted(row).changed();
  }
}
