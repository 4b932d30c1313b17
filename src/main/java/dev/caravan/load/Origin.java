package dev.caravan.load;

import org.apache.camel.Exchange;

/**
 * Where records come from, for the quarantine.
 *
 * @param stream the stream, or the route when there is no stream
 * @param runId the run
 * @param position the page
 */
public record Origin(String stream, String runId, String position) {
  private static final String PROPERTY = "caravanOrigin";

  /** Names it on an exchange. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The origin of the records on an exchange; its route when no pull brought them. */
  static Origin of(Exchange exchange) {
    Origin origin = exchange.getProperty(PROPERTY, Origin.class);
    return origin == null
        ? new Origin(String.valueOf(exchange.getFromRouteId()), exchange.getExchangeId(), "")
        : origin;
  }
}
