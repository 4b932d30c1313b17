package dev.caravan.run;

import dev.caravan.state.database.FailureMarks;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Joins the two branches of the loop, in whatever order they end: the first writes a page, the
 * second fetched the page after it, which goes round next. A page that was not committed ends the
 * loop, and so does a page that was not fetched.
 */
public final class NextPage implements AggregationStrategy {
  private static final int WRITING = 0;

  @Override
  public Exchange aggregate(Exchange before, Exchange branch) {
    boolean writing = branch.getProperty(Exchange.MULTICAST_INDEX, Integer.class) == WRITING;
    if (writing && !branch.isFailed() && MoveCheckpoint.result(branch).isEmpty()) {
      fail(branch);
    }
    if (before == null) {
      return branch;
    }
    Exchange write = writing ? branch : before;
    Exchange fetch = writing ? before : branch;
    return write.isFailed() ? write : fetch;
  }

  /**
   * Makes a route's quiet end a failure that the run sees; a stop would skip the run's end, too.
   */
  private static void fail(Exchange branch) {
    FailureMarks.clear(branch);
    branch.setException(
        new IllegalStateException(
            "the route ended a page before its checkpoint moved, for example by a stop or because"
                + " its error handler took a failure as handled; nothing of the page is"
                + " committed"));
  }
}
