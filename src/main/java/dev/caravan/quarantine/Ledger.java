package dev.caravan.quarantine;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * What became of the records of one page. The pull route puts an empty one on the exchange, every
 * upsert that the page passes adds to it, and the commit takes the sum. Safe for any thread.
 */
public final class Ledger {
  private static final String PROPERTY = "caravanLedger";

  private final List<String> tablesMade = new ArrayList<>();
  private LoadResult sum = LoadResult.NOTHING;

  /** Opens a new ledger on an exchange. */
  public static Ledger open(Exchange exchange) {
    Ledger ledger = new Ledger();
    exchange.setProperty(PROPERTY, ledger);
    return ledger;
  }

  /** The ledger of an exchange; a fresh one when no pull opened it. */
  public static Ledger of(Exchange exchange) {
    Ledger ledger = exchange.getProperty(PROPERTY, Ledger.class);
    return ledger == null ? new Ledger() : ledger;
  }

  /** Adds what became of some records. */
  public synchronized void add(LoadResult result) {
    sum = sum.plus(result);
  }

  /** Says that there was no such table before the page. */
  public synchronized void addTableMade(String table) {
    tablesMade.add(table);
  }

  /** The tables that were made for the page. */
  public synchronized List<String> tablesMade() {
    return List.copyOf(tablesMade);
  }

  /** Everything so far. */
  public synchronized LoadResult sum() {
    return sum;
  }
}
