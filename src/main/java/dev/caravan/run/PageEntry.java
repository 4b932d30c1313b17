package dev.caravan.run;

import dev.caravan.load.LoadResult;

/**
 * The ledger of one page: fetched + added = inserted + updated + unchanged + deleted + quarantined
 * + dropped.
 *
 * @param fetched records that the API sent
 * @param dropped records that the user's steps took out
 * @param added records that the user's steps put in, for example by splitting one into several
 * @param loaded what became of those that reached a table
 */
record PageEntry(long fetched, long dropped, long added, LoadResult loaded) {

  /** The entry for a page of which some records reached a table. */
  static PageEntry of(long fetched, LoadResult loaded) {
    long difference = fetched - loaded.received();
    return new PageEntry(fetched, Math.max(difference, 0), Math.max(-difference, 0), loaded);
  }

  @Override
  public String toString() {
    return fetched
        + " rows: "
        + loaded.inserted()
        + " inserted, "
        + loaded.updated()
        + " updated, "
        + loaded.unchanged()
        + " unchanged, "
        + loaded.deleted()
        + " deleted, "
        + loaded.quarantinedTotal()
        + " quarantined, "
        + dropped
        + " dropped"
        + (added > 0 ? ", " + added + " added by the route" : "");
  }
}
