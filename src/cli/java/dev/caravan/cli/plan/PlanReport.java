package dev.caravan.cli.plan;

import dev.caravan.api.Api;
import dev.caravan.cli.query.Rows;
import dev.caravan.cli.query.RowsOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan as people read it. */
final class PlanReport {
  private static final List<String> COLUMNS =
      List.of(
          "stream",
          "every",
          "requests a scan",
          "from",
          "scans a day",
          "requests an hour",
          "of the quota",
          "all of it: requests",
          "and time",
          "fits down to every");

  private final PrintWriter out;
  private final Optional<String> only;

  /**
   * @param only the one stream to show; all when empty
   */
  PlanReport(PrintWriter out, Optional<String> only) {
    this.out = out;
    this.only = only;
  }

  void print(ApiPlan plan) {
    List<StreamPlan> shown =
        plan.streams().stream()
            .filter(stream -> only.isEmpty() || only.get().equals(stream.name()))
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    out.printf("API %s: %s%n", plan.name(), limits(plan));
    Rows rows = RowsOptions.table(out);
    rows.columns(COLUMNS);
    shown.forEach(stream -> rows.row(row(stream, plan)));
    rows.end(false);
    out.println(atLimit(plan.api()));
    if (!plan.fits()) {
      out.printf(
          "warning: the streams of %s ask %s an hour, %s of its quota; ask less often, or run"
              + " fewer%n",
          plan.name(), number(plan.requestsAnHour()), share(plan.share()));
    }
    out.println();
  }

  private static String limits(ApiPlan plan) {
    return plan.api()
        .gate()
        .quota()
        .map(
            quota ->
                "quota %d in any %s, %s an hour; all its streams ask %s, %s"
                    .formatted(
                        quota.requests(),
                        time(quota.period()),
                        number(ApiPlan.anHour(quota)),
                        number(plan.requestsAnHour()),
                        share(plan.share())))
        .orElse("no quota is declared, so none is kept but what the API tells");
  }

  private static List<Object> row(StreamPlan stream, ApiPlan plan) {
    double others = plan.requestsAnHour() - stream.requestsAnHour();
    List<Object> row = new ArrayList<>();
    row.add(stream.name());
    row.add(stream.every().toString());
    row.add(stream.scan().map(PlanReport::number).orElse("unknown"));
    row.add(stream.source());
    row.add(number(24 * stream.scansAnHour()));
    row.add(number(stream.requestsAnHour()));
    row.add(
        share(stream.load().quota().map(quota -> stream.requestsAnHour() / ApiPlan.anHour(quota))));
    row.add(stream.full().map(String::valueOf).orElse("unknown"));
    row.add(stream.firstLoad().map(PlanReport::time).orElse("unknown"));
    row.add(stream.mostOften(others).map(PlanReport::time).orElse("-"));
    return row;
  }

  private static String atLimit(Api api) {
    return ("At 429 a request waits as long as the API says, else a growing time, up to %s, and is"
            + " sent again at most %d times; beyond that the run is parked and goes on there.")
        .formatted(time(api.maxRetryWait()), api.maxRetries());
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.1f", value);
  }

  private static String share(Optional<Double> share) {
    return share.map(part -> String.format(Locale.ROOT, "%.1f %%", 100 * part)).orElse("-");
  }

  /** Two units at most, the smallest a second, or a tenth of it below a minute. */
  private static String time(Duration time) {
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return number(Math.round(time.toMillis() / 100.0) / 10.0) + " s";
    }
    long seconds = Math.round(time.toMillis() / 1000.0);
    if (seconds < 3600) {
      return "%d m %d s".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%d h %d m".formatted(seconds / 3600, seconds / 60 % 60)
        : "%d d %d h".formatted(seconds / 86_400, seconds / 3600 % 24);
  }
}
