package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the page of the parent in the body the request of the exchange. */
public final class RequestParentPage implements Processor {
  private static final String PROPERTY = "caravanOpenParent";

  @Override
  public void process(Exchange exchange) {
    OpenParent open = exchange.getMessage().getBody(OpenParent.class);
    exchange.setProperty(PROPERTY, open);
    RoundRun.of(exchange).request(open, exchange);
  }

  /** The parent that the exchange asks for. */
  static OpenParent parent(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, OpenParent.class), "no parent on the exchange");
  }
}
