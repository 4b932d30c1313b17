package dev.caravan.run;

import dev.caravan.state.FailureMarks;
import org.apache.camel.Exchange;

/** What Camel noted of a failed request, which would keep it from sending the next one again. */
final class Redelivery {
  private Redelivery() {}

  static void forget(Exchange exchange) {
    FailureMarks.clear(exchange);
    exchange.getMessage().removeHeaders("CamelRedeliver*");
  }
}
