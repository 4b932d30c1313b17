package dev.caravan.run.history;

import dev.caravan.config.Counted;
import dev.caravan.quarantine.LoadResult;

/**
 * The ledger of one page: fetched + added = inserted + updated + unchanged + deleted + sent +
 * quarantined + dropped.
 *
 * @param fetched records that the API sent
 * @param dropped records that the user's steps took out
 * @param added records that the user's steps put in, for example by splitting one into several, and
 *     rows of child tables
 * @param loaded what became of those that reached a table or a topic
 */
public record PageEntry(long fetched, long dropped, long added, LoadResult loaded) {

  /** The entry for a page of which some records reached a table or a topic. */
  public static PageEntry of(long fetched, LoadResult loaded) {
    long difference = fetched - (loaded.received() - loaded.children());
    long added = Math.max(-difference, 0) + loaded.children();
    return new PageEntry(fetched, Math.max(difference, 0), added, loaded);
  }

  /** The rows fetched and every outcome that there was. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(Counted.of(fetched, "row"));
    say(text, loaded.inserted(), "inserted");
    say(text, loaded.updated(), "updated");
    say(text, loaded.unchanged(), "unchanged");
    if (loaded.repeated() > 0) {
      text.append(" (").append(loaded.repeated()).append(" of them repeated)");
    }
    say(text, loaded.deleted(), "deleted");
    say(text, loaded.sent(), "sent");
    loaded.quarantined().forEach((reason, count) -> say(text, count, "quarantined as " + reason));
    say(text, dropped, "dropped by the route");
    say(text, added - loaded.children(), "added by the route");
    say(text, loaded.children(), "in child tables");
    return text.toString();
  }

  private static void say(StringBuilder text, long count, String outcome) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(outcome);
    }
  }
}
