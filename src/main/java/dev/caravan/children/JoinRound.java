package dev.caravan.children;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Makes what came for several parents one list of {@link ParentPage}, in whatever order the
 * responses came. The first failure is that of the round.
 */
public final class JoinRound implements AggregationStrategy {
  @Override
  public Exchange aggregate(Exchange before, Exchange response) {
    if (before != null && before.isFailed()) {
      return before;
    }
    if (response.isFailed()) {
      return response;
    }
    List<Object> pages = new ArrayList<>();
    if (before != null) {
      pages.addAll((List<?>) before.getMessage().getBody());
    }
    pages.add(ParentPage.of(RequestParentPage.parent(response), response.getMessage().getBody()));
    response.getMessage().setBody(pages);
    return response;
  }
}
