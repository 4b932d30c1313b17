package com.example.hub;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** The hub's own work, which fails, and its own error handling, which takes care of that. */
@Component
class OwnRoutes extends RouteBuilder {
  @Override
  public void configure() {
    errorHandler(deadLetterChannel("direct:hub-dead-letters"));
    from("timer:hub-work?repeatCount=1")
        .routeId("hub-work")
        .throwException(IllegalStateException.class, "no work today");
    from("direct:hub-dead-letters")
        .routeId("hub-dead-letters")
        .log("the hub keeps a dead letter of ${exchangeProperty.CamelFailureRouteId}");
  }
}
