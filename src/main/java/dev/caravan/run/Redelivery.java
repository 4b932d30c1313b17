package dev.caravan.run;

import dev.caravan.state.database.FailureMarks;
import org.apache.camel.Exchange;

/** What Camel noted of a failed request, which would keep it from sending the next one again. */
public final class Redelivery {
  private Redelivery() {}

  public static void forget(Exchange exchange) {
    FailureMarks.clear(exchange);
    exchange.getMessage().removeHeaders("CamelRedeliver*");
  }
}
