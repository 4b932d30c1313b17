package dev.caravan.state;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the scans of a stream have shown of how its API pages; it proves something for all later
 * ones. Part of the checkpoint.
 *
 * @param places that have said at least once that there is more, by their parameters and texts
 * @param fullPage records of the largest page that was as large as was asked for, 0 for none
 */
public record Known(Set<String> places, long fullPage) {
  /** Of a stream that never ran. */
  public static final Known NOTHING = new Known(Set.of(), 0);

  public Known {
    places = Set.copyOf(places);
  }

  /** The same with places that now said that there is more. */
  public Known with(Set<String> more) {
    if (places.containsAll(more)) {
      return this;
    }
    SortedSet<String> all = new TreeSet<>(places);
    all.addAll(more);
    return new Known(all, fullPage);
  }

  /** The same, with a place that takes that of another one of its kind. */
  public Known withLatest(String kind, String what) {
    SortedSet<String> all = new TreeSet<>(places);
    all.removeIf(place -> place.startsWith(kind));
    all.add(kind + what);
    return new Known(all, fullPage);
  }

  /** What was last remembered of a kind. */
  public Optional<String> latest(String kind) {
    return places.stream()
        .filter(place -> place.startsWith(kind))
        .map(place -> place.substring(kind.length()))
        .findFirst();
  }

  /** The same, with a full page of that many records seen. */
  public Known withFullPage(long rows) {
    return rows <= fullPage ? this : new Known(places, rows);
  }
}
