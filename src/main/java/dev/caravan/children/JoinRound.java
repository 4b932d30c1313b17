package dev.caravan.children;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Makes what came for several parents one list of {@link ParentPage}, in whatever order the answers
 * came. The first failure is that of the round.
 */
public final class JoinRound implements AggregationStrategy {
  @Override
  public Exchange aggregate(Exchange before, Exchange answer) {
    if (before != null && before.isFailed()) {
      return before;
    }
    if (answer.isFailed()) {
      return answer;
    }
    List<Object> pages = new ArrayList<>();
    if (before != null) {
      pages.addAll((List<?>) before.getMessage().getBody());
    }
    pages.add(ParentPage.of(RequestParentPage.parent(answer), answer.getMessage().getBody()));
    answer.getMessage().setBody(pages);
    return answer;
  }
}
