package dev.caravan.worker.step;

import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.RunIds;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.worker.WorkRun;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the work of this process into the history of runs, with its first batch; its end is
 * entered when the context stops. Not when the route starts, since a database that is down must not
 * keep a process from starting.
 */
public final class OpenWork implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(OpenWork.class);

  private final RunHistory history;
  private final WorkersHealth health;
  private final Clock clock;
  private final RunIds ids = new RunIds();

  public OpenWork(RunHistory history, WorkersHealth health, Clock clock) {
    this.history = history;
    this.health = health;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Worker worker = Worker.of(exchange);
    synchronized (worker) {
      if (worker.run().isEmpty()) {
        Instant now = clock.instant();
        WorkRun run =
            new WorkRun(ids.next(now), worker.name(), now, () -> health.waitsFor(worker.name()));
        history.enter(run);
        worker.begin(run);
        exchange.getContext().addService(new End(run));
        LOG.info("{}: begins", run);
      }
    }
  }

  /** Stopped with the context, after its routes. */
  private final class End extends ServiceSupport {
    private final WorkRun run;

    End(WorkRun run) {
      this.run = run;
    }

    @Override
    protected void doStop() {
      RunOutcome outcome = RunOutcome.ended(run.streamName(), RunState.INTERRUPTED);
      try {
        history.close(run, outcome, clock.instant());
      } catch (RuntimeException e) {
        LOG.warn("{}: its end cannot be entered into caravan_run: {}", run, e.getMessage());
      }
    }
  }
}
