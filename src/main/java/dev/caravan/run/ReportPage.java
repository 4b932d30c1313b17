package dev.caravan.run;

import dev.caravan.quarantine.Outlet;
import dev.caravan.run.fetched.Fetched;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** After the commit: the run knows that the page is committed, metrics and the log say so. */
public final class ReportPage implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ReportPage.class);

  private final RunMetrics metrics;

  public ReportPage(RunMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    Fetched page = exchange.getProperty(OpenPage.PAGE, Fetched.class);
    Optional<MoveCheckpoint.Result> moved = MoveCheckpoint.result(exchange);
    if (moved.isEmpty()) {
      return;
    }
    MoveCheckpoint.Result result = moved.get();
    run.committed(page, result.moved());
    metrics.countPage(run.input().name(), result.entry());
    log(run, page, result);
    run.report(page, metrics);
    Outlet.of(exchange).forEach(outlet -> outlet.afterPage(run.input().name()));
    run.handover().written();
  }

  /** A poll that brought nothing is no news. */
  private static void log(PagedRun run, Fetched page, MoveCheckpoint.Result result) {
    LOG.atLevel(run.isIdle() ? Level.DEBUG : Level.INFO)
        .log("{} {}: {}", run, page.described(), result.entry());
  }
}
