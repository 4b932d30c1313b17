package dev.caravan.run;

import org.apache.camel.Exchange;

/** What Camel noted of a failed request, which would keep it from sending the next one again. */
final class Redelivery {
  private Redelivery() {}

  static void forget(Exchange exchange) {
    exchange.getExchangeExtension().setErrorHandlerHandled(null);
    exchange.getExchangeExtension().setFailureHandled(false);
    exchange.getExchangeExtension().setRedeliveryExhausted(false);
    exchange.getMessage().removeHeaders("CamelRedeliver*");
  }
}
