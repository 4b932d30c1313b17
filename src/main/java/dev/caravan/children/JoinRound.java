package dev.caravan.children;

import dev.caravan.pull.JoinPages;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Makes what came for several parents one list of {@link ParentPage}, in whatever order the
 * responses came. The first failure is that of the round.
 */
public final class JoinRound extends JoinPages {
  @Override
  protected Optional<Object> page(Exchange response) {
    return Optional.of(
        ParentPage.of(RequestParentPage.parent(response), response.getMessage().getBody()));
  }
}
