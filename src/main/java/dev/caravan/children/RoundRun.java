package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.run.Input;
import dev.caravan.run.PagedRun;
import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * A run that goes in rounds: a page each of several scans is fetched at the same time, and written
 * in one transaction while the next round is under way.
 */
public abstract class RoundRun extends PagedRun {
  private static final String ROUND = "caravanNextRound";

  protected RoundRun(String id, Input input, Checkpoint checkpoint, Instant now) {
    super(id, input, checkpoint, now);
  }

  /** The run of an exchange. */
  public static RoundRun of(Exchange exchange) {
    return of(exchange, RoundRun.class);
  }

  /** Makes some scans the next round of an exchange; see caravan-fetch-round. */
  protected static void ask(List<OpenParent> round, Exchange exchange) {
    exchange.setProperty(ROUND, round);
  }

  /** Makes a page of a scan the request of an exchange. */
  public abstract void request(OpenParent open, Exchange exchange);

  /**
   * Whether a status says that there is nothing to scan, or that the position at which a scan was
   * to be resumed has expired. The threads that fetch ask this.
   */
  public abstract boolean isAbout(OpenParent open, int status);
}
