package dev.caravan.response;

import java.util.Objects;
import org.apache.camel.Exchange;

/** Who asked for the response that is on its way, and makes of it what was asked for. */
public interface Reading {
  /** The exchange property that holds it. */
  String PROPERTY = "caravanReading";

  /** The reading under way on an exchange. */
  static Reading of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Reading.class), "no reading on the exchange");
  }

  /**
   * Reads a response into the body that goes on, such as a page.
   *
   * @throws Exception why it cannot; the request is sent again where that makes sense
   */
  Object read(Received received) throws Exception;
}
