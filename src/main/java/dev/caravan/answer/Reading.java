package dev.caravan.answer;

import dev.caravan.run.Fetched;
import java.util.Objects;
import org.apache.camel.Exchange;

/** Who asked for the answer that is on its way, and makes a page of it. */
public interface Reading {
  /** The exchange property that holds it. */
  String PROPERTY = "caravanPageRequest";

  /** The reading under way on an exchange. */
  static Reading of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Reading.class), "no page request on the exchange");
  }

  /** Makes a page of an answer; an exception has the request sent again where that makes sense. */
  Fetched read(Received received);
}
