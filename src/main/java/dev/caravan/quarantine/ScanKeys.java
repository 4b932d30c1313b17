package dev.caravan.quarantine;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The keys of a stream's first scan, to find a key that identifies no records: each of them would
 * overwrite another, and nothing would tell. A record that comes again as it was, such as by an
 * overlap of pages, is no sign of that, and neither is one that changed since the scan began. For
 * the pages of one run; safe for any thread.
 */
public final class ScanKeys {
  private static final String PROPERTY = "caravanScanKeys";

  /** Keys that are remembered of each table; those after them are not looked at. */
  static final int MOST = 50_000;

  /** So many records are enough to give up before the end. */
  private static final int ENOUGH = 100;

  /** What rows of a table are known by. */
  public interface Keyed {
    /** The name of the table. */
    String table();

    /** The key of a row, equal for rows that are one in the table. */
    List<Object> key(Object[] row);

    /** The key of a row for people: {@code field value, ...}. */
    String shownKey(Object[] row);

    /** A hash of what came in a row. */
    default int content(Object[] row) {
      return Arrays.deepHashCode(row);
    }

    /** When a row was changed, where its version says so. */
    Optional<Instant> changed(Object[] row);
  }

  private final Instant started;
  private final Map<String, Table> tables = new TreeMap<>();

  /**
   * @param started when the scan began, by the clock of the API where it tells it
   */
  public ScanKeys(Instant started) {
    this.started = started;
  }

  /** Names them on the exchange of a page. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The keys of the scan that the page on an exchange is part of, when it is a first one. */
  public static Optional<ScanKeys> of(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, ScanKeys.class));
  }

  /**
   * Looks at the rows of a page.
   *
   * @throws RepeatedKeysException when more than half of many records have the key of another
   */
  public synchronized void look(Keyed rows, List<List<Object[]>> waves, int records) {
    Table table = tables.computeIfAbsent(rows.table(), any -> new Table());
    Map<List<Object>, Object[]> page = look(table, rows, waves);
    table.again(records - page.size(), rows, page);
    check(table, rows);
  }

  /**
   * The same of a page of which all rows are known.
   *
   * @param others those that the newest of their key took the place of
   */
  public synchronized void look(
      Keyed rows, List<List<Object[]>> waves, Collection<Object[]> others) {
    Table table = tables.computeIfAbsent(rows.table(), any -> new Table());
    Map<List<Object>, Object[]> page = look(table, rows, waves);
    others.forEach(row -> table.lookAt(rows, row, page.get(rows.key(row))));
    check(table, rows);
  }

  private Map<List<Object>, Object[]> look(Table table, Keyed rows, List<List<Object[]>> waves) {
    Map<List<Object>, Object[]> page = new HashMap<>();
    waves.forEach(wave -> wave.forEach(row -> page.put(rows.key(row), row)));
    forgetOnRollback(table.before(page.keySet()));
    page.forEach((key, row) -> table.look(rows, key, row));
    return page;
  }

  /** A page that is tried again, by itself or in parts, must not count twice. */
  private void forgetOnRollback(Runnable forget) {
    if (TransactionSynchronizationManager.isSynchronizationActive()) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
              if (status != STATUS_COMMITTED) {
                forget(forget);
              }
            }
          });
    }
  }

  private synchronized void forget(Runnable page) {
    page.run();
  }

  private static void check(Table table, Keyed rows) {
    if (table.records >= ENOUGH) {
      table.check(rows.table());
    }
  }

  /**
   * After the last page.
   *
   * @return what people should know, for each table
   * @throws RepeatedKeysException when more than half of the records have the key of another
   */
  public synchronized List<String> findings() {
    tables.forEach((name, table) -> table.check(name));
    return tables.entrySet().stream()
        .filter(each -> each.getValue().again > 0)
        .map(each -> each.getValue().finding(each.getKey()))
        .toList();
  }

  /** What one table got. */
  private final class Table {
    private final Map<List<Object>, Integer> contents = new HashMap<>();
    private long records;
    private long again;
    private String example = "";

    /** Brings back what was known before a page with these keys. */
    Runnable before(Collection<List<Object>> keys) {
      Map<List<Object>, Integer> held = new HashMap<>();
      keys.forEach(key -> held.put(key, contents.get(key)));
      long records = this.records;
      long again = this.again;
      String example = this.example;
      return () -> {
        this.records = records;
        this.again = again;
        this.example = example;
        held.forEach((key, content) -> contents.compute(key, (same, page) -> content));
      };
    }

    public void look(Keyed rows, List<Object> key, Object[] row) {
      if (contents.size() >= MOST && !contents.containsKey(key)) {
        return;
      }
      int content = rows.content(row);
      records++;
      Integer before = contents.put(key, content);
      if (before != null && before != content && !isNew(rows, row)) {
        again(rows, row);
      }
    }

    /** A row of a page, beside the newest one of its key. */
    void lookAt(Keyed rows, Object[] row, Object[] newest) {
      records++;
      if (rows.content(row) != rows.content(newest) && !isNew(rows, newest)) {
        again(rows, newest);
      }
    }

    /** Records of a page that the newest of their key took the place of. */
    void again(int within, Keyed rows, Map<List<Object>, Object[]> page) {
      if (within > 0) {
        records += within;
        page.values().stream().findFirst().ifPresent(row -> again(rows, row));
        again += within - 1;
      }
    }

    private void again(Keyed rows, Object[] row) {
      again++;
      if (example.isEmpty()) {
        example = rows.shownKey(row);
      }
    }

    private boolean isNew(Keyed rows, Object[] row) {
      return rows.changed(row).filter(at -> !at.isBefore(started)).isPresent();
    }

    void check(String name) {
      if (again * 2 > records) {
        throw new RepeatedKeysException(
            finding(name)
                + "; the run fails, and the next one begins the scan anew. Set key, drop the table,"
                + " and begin anew by ./caravan checkpoint reset");
      }
    }

    String finding(String name) {
      return "%d of %d records of this scan have the key of another one with other content, for example %s in table %s, and take its place; if key does not tell records apart, set it to the fields that do; if they are versions of one record, set repeatedKeys: true"
          .formatted(again, records, example, name);
    }
  }
}
