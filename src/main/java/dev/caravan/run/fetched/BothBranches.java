package dev.caravan.run.fetched;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Joins the two branches of a run, in whatever order they end: the first writes pages, the second
 * fetches them. What failed in writing tells more than what then failed in fetching.
 */
public final class BothBranches implements AggregationStrategy {
  private static final int WRITING = 0;

  @Override
  public Exchange aggregate(Exchange before, Exchange branch) {
    if (before == null) {
      return branch;
    }
    boolean writing = branch.getProperty(Exchange.MULTICAST_INDEX, Integer.class) == WRITING;
    Exchange write = writing ? branch : before;
    Exchange fetch = writing ? before : branch;
    return write.isFailed() ? write : fetch;
  }
}
