package dev.caravan.quarantine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Which records of a run had come before in the same run, just as they are: by pages that overlap
 * or a list that moves. In the ledger they are unchanged like those that no run since the last one
 * saw change; this tells both apart. The latest records are known, not all, since what comes again
 * does so soon. For the pages of one run; safe for any thread.
 */
public final class Repeats {
  private static final String PROPERTY = "caravanRepeats";

  /** Records of a table that are known for certain; up to twice as many are. */
  static final int LATEST = 10_000;

  private final Map<String, Recent> tables = new TreeMap<>();

  /** Names them on the exchange of a page. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The records of the run that the page on an exchange is part of, where it has one. */
  public static Optional<Repeats> of(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, Repeats.class));
  }

  /**
   * Counts the rows of a page that came before, in it or in a committed one. They are known once
   * the caller's transaction is committed, so that a page which is tried again repeats nothing.
   */
  public long count(ScanKeys.Keyed rows, List<List<Object[]>> waves) {
    Map<List<Object>, Integer> page = new HashMap<>();
    Recent recent = recent(rows.table());
    long again = 0;
    for (List<Object[]> wave : waves) {
      for (Object[] row : wave) {
        List<Object> key = rows.key(row);
        Integer content = rows.content(row);
        Integer before = page.put(key, content);
        again += content.equals(before == null ? recent.content(key) : before) ? 1 : 0;
      }
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            recent.remember(page);
          }
        });
    return again;
  }

  private synchronized Recent recent(String table) {
    return tables.computeIfAbsent(table, any -> new Recent());
  }

  /** The latest keys of a table, with a hash of what came under each. */
  private static final class Recent {
    private Map<List<Object>, Integer> older = Map.of();
    private Map<List<Object>, Integer> newer = new HashMap<>();

    synchronized Integer content(List<Object> key) {
      Integer content = newer.get(key);
      return content == null ? older.get(key) : content;
    }

    synchronized void remember(Map<List<Object>, Integer> page) {
      newer.putAll(page);
      if (newer.size() >= LATEST) {
        older = newer;
        newer = new HashMap<>();
      }
    }
  }
}
