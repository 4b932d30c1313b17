package dev.caravan.quarantine;

import java.util.List;
import java.util.Map;

/**
 * How many records of a page may be bad before the page fails.
 *
 * @param target where the records go, for the error
 * @param maxQuarantine the share of a page that may be bad, 0 to 1
 * @param minQuarantine so many bad records of a page are always allowed, unless all are bad
 */
public record Limits(String target, double maxQuarantine, int minQuarantine) {

  /**
   * Reads a share such as {@code 20%} or {@code 0.2}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static double share(String text) {
    try {
      return text.endsWith("%")
          ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
          : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "maxQuarantine '" + text + "' is not a share such as 20% or 0.2", e);
    }
  }

  /**
   * Holds the bad records of a page against the limit.
   *
   * @throws TooManyBadRecordsException when there are more, or all records are bad
   */
  public void check(int received, List<Reject> rejects) {
    int bad = rejects.size();
    double most = Math.max(minQuarantine, maxQuarantine * received);
    if (bad == 0 || bad <= most && bad < received) {
      return;
    }
    Map<String, Long> counts = Reject.counts(rejects);
    Reject first = rejects.get(0);
    String limit =
        bad > most
            ? "the limit is the larger of minQuarantine %d and maxQuarantine %s of the page"
                .formatted(minQuarantine, maxQuarantine)
            : "that is all of them";
    throw new TooManyBadRecordsException(
        "%d of %d records cannot be loaded into %s %s; %s. First: %s, %s"
            .formatted(bad, received, target, counts, limit, first.code(), first.rule()),
        counts,
        first);
  }
}
