package dev.caravan.state.database;

import org.apache.camel.Exchange;

/** What Camel notes on an exchange of a failure or a stop, beside the exception. */
public final class FailureMarks {
  private FailureMarks() {}

  /**
   * Takes all of it off, so that a step that follows is run, and its failure seen, as on a fresh
   * exchange. The exception itself stays.
   */
  public static void clear(Exchange exchange) {
    exchange.getExchangeExtension().setErrorHandlerHandled(null);
    exchange.getExchangeExtension().setFailureHandled(false);
    exchange.getExchangeExtension().setRedeliveryExhausted(false);
    exchange.setRouteStop(false);
    exchange.setRollbackOnly(false);
    exchange.setRollbackOnlyLast(false);
  }
}
