package dev.caravan.children;

import dev.caravan.api.PlainText;
import dev.caravan.run.MoveCheckpoint;
import dev.caravan.run.history.RunMetrics;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After the commit: the run knows that the round is kept, metrics and the log say so. */
public final class ReportRound implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ReportRound.class);

  private final RunMetrics metrics;

  public ReportRound(RunMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    ChildrenRun run = ChildrenRun.of(exchange);
    Round round = OpenRound.round(exchange);
    MoveCheckpoint.Result result = MoveCheckpoint.result(exchange).orElseThrow();
    run.committed(round, result.moved());
    metrics.countPage(run.streamName(), result.entry());
    int complete = round.complete().stream().mapToInt(each -> each.members().size()).sum();
    metrics.countParents(run.streamName(), complete, round.gone().size(), round.aside());
    LOG.info("{} parents {}: {}", run, round, result.entry());
    round
        .gone()
        .forEach(
            each ->
                LOG.info(
                    "{}: parent {} is gone", run, PlainText.of(String.valueOf(each.parent()))));
  }
}
