package dev.caravan.upsert.table;

import dev.caravan.quarantine.Origin;

/** A table that was loaded into is gone; made anew it would lack its first rows. */
public final class VanishedTableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VanishedTableException(String table, Origin origin) {
    super(
        "table %1$s is gone, and what it held was loaded before the page at hand, so that it would lack those rows if it were made anew now. Bring it back as it was; or, if it was dropped on purpose, have all that fills it begin anew: ./caravan checkpoint reset %2$s for a stream of an API; delete from caravan_column where target = '%1$s' for events, which then must come again"
            .formatted(table, origin.stream()));
  }
}
