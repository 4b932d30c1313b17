package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.Parents;
import dev.caravan.response.Prints;
import dev.caravan.state.Known;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the response to a request for several parents proves of each. A parent without records may
 * have none, or the API may not have heeded its key: it may cut the list of keys, or not know the
 * separator. So silence is believed of parents that stand before one that had records, in this
 * response or, as the place in the request goes, in an earlier one; the others are asked for again.
 */
final class Batches {
  private final Parents parents;
  private final String key;

  Batches(Parents parents) {
    this.parents = parents;
    this.key =
        "parents of a request "
            + Prints.of(List.of(parents.path().toString(), parents.batching().toString()))
            + " ";
  }

  /**
   * How many parents of a request, from the first on, records show that the API heeds.
   *
   * @throws IllegalStateException when a record is of none of them
   */
  int heeded(OpenParent batch, List<?> records) {
    return records.stream().mapToInt(each -> parents.placeOf(each, batch) + 1).max().orElse(0);
  }

  /** What is known of the API after a page showed that it heeds so many. */
  Known learn(Known known, int heeded) {
    return heeded > 1 && heeded > most(known) ? known.with(Set.of(key + heeded)) : known;
  }

  /**
   * How many parents of a request whose response came to its end are complete; none: all in doubt.
   */
  int complete(OpenParent batch, Known known) {
    int size = batch.members().size();
    return size == 1 ? 1 : Math.max(batch.heeded(), Math.min(size, most(known)));
  }

  /** The two halves of a request, to find out which of its parents are at fault. */
  static List<OpenParent> halves(OpenParent batch, Instant now) {
    int size = batch.members().size();
    return List.of(batch.part(0, size / 2, now), batch.part(size / 2, size, now));
  }

  private int most(Known known) {
    return known.places().stream()
        .filter(place -> place.startsWith(key))
        .mapToInt(place -> Integer.parseInt(place.substring(key.length())))
        .max()
        .orElse(0);
  }
}
