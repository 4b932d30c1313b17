package dev.caravan.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Makes the pages that were asked for at the same time one list, in whatever order they came. Those
 * that did not come are asked for again, but for the first, whose failure is that of all.
 */
public class JoinPages implements AggregationStrategy {
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
    page(response).ifPresent(pages::add);
    response.getMessage().setBody(pages);
    return response;
  }

  /** What a response gives to the list. */
  protected Optional<Object> page(Exchange response) {
    return Optional.ofNullable(response.getMessage().getBody()).filter(Page.class::isInstance);
  }
}
