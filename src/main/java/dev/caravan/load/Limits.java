package dev.caravan.load;

import java.util.List;
import java.util.Map;

/** How many records of a page may be bad before the page fails. */
final class Limits {
  private Limits() {}

  static void check(TableSpec spec, int received, List<Reject> rejects) {
    int bad = rejects.size();
    double most = Math.max(spec.minQuarantine(), spec.maxQuarantine() * received);
    if (bad == 0 || bad <= most && bad < received) {
      return;
    }
    Map<String, Long> counts = Batch.counts(rejects);
    Reject first = rejects.get(0);
    String limit =
        bad > most
            ? "the limit is the larger of minQuarantine %d and maxQuarantine %s of the page"
                .formatted(spec.minQuarantine(), spec.maxQuarantine())
            : "that is all of them";
    throw new TooManyBadRecordsException(
        "%d of %d records cannot be loaded into %s %s; %s. First: %s, %s: %s"
            .formatted(
                bad,
                received,
                spec.table(),
                counts,
                limit,
                first.reason().code(),
                first.detail(),
                Values.shown(first.raw())),
        counts);
  }
}
