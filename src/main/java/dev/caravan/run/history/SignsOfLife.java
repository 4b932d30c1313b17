package dev.caravan.run.history;

import dev.caravan.state.Causes;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says twice a minute in {@code caravan_run} that the runs of this process are under way, so that
 * those of a process that was killed are not taken for it.
 */
public final class SignsOfLife {
  private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);

  private final RunHistory history;
  private final Clock clock;

  public SignsOfLife(RunHistory history, Clock clock) {
    this.history = history;
    this.clock = clock;
  }

  /** Called by a timer; that it cannot be said is seen by who waits for it. */
  public void give() {
    try {
      history.alive(clock.instant());
    } catch (RuntimeException e) {
      LOG.debug("no sign of life of the runs can be given now: {}", Causes.of(e));
    }
  }
}
