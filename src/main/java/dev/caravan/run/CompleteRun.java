package dev.caravan.run;

import dev.caravan.quarantine.Outlet;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * After the loop: the run is complete only when the scan came to its end with everything, and what
 * it brought can be read wherever it went. The loop also ends after {@code maxPages}, and when its
 * process is stopped.
 */
public final class CompleteRun implements Processor {
  private final CloseRun close;
  private final Clock clock;

  public CompleteRun(CloseRun close, Clock clock) {
    this.close = close;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    StreamRun run = StreamRun.of(exchange, StreamRun.class);
    if (!exchange.getContext().isStopping()) {
      Outlet.of(exchange).forEach(outlet -> outlet.atEnd(run.input().name()));
    }
    close.close(run, outcome(run));
  }

  private RunOutcome outcome(StreamRun run) {
    String stream = run.input().name();
    return run.shortfall()
        .map(why -> RunOutcome.incomplete(stream, run.input().api().hideSecrets(why)))
        .orElseGet(
            () -> RunOutcome.ended(stream, state(run), run.pause().map(clock.instant()::plus)));
  }

  private static RunState state(StreamRun run) {
    if (run.isComplete()) {
      return RunState.COMPLETE;
    }
    return run.isPageLimitReached() ? RunState.PAUSED : RunState.INTERRUPTED;
  }
}
