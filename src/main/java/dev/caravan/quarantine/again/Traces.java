package dev.caravan.quarantine.again;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands beside the records of one page that go to quarantine.
 *
 * @param before the records as they came
 * @param reshaped whether the step made something else of them
 * @param seen how many records of the page have each key, where no version says which is newer
 */
public record Traces(BeforeSteps before, boolean reshaped, Map<String, Integer> seen) {

  /**
   * Of a page.
   *
   * @param versioned whether versions say which record is newer
   * @param records those that are recognised, good and bad
   */
  public static Traces of(
      BeforeSteps before, boolean reshaped, boolean versioned, List<KeyAndVersion> records) {
    Map<String, Integer> seen = new HashMap<>();
    if (!versioned) {
      records.forEach(each -> seen.merge(each.digest(), 1, Integer::sum));
    }
    return new Traces(before, reshaped, seen);
  }

  /** Of one record. */
  public Trace of(Optional<KeyAndVersion> known, Object record) {
    Trace trace = before.trace(known, record, reshaped);
    boolean alone = known.map(each -> seen.getOrDefault(each.digest(), 1) == 1).orElse(true);
    return alone ? trace : new Trace(known, Passage.UNORDERED, Optional.empty());
  }
}
