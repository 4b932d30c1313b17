package dev.caravan.config;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;

/** Switches the strictness of Caravan's kamelets on in every Camel context that has the jar. */
public final class StrictPlugin implements ContextServicePlugin {
  @Override
  public void load(CamelContext context) {
    context.addLifecycleStrategy(new StrictParameters(context));
  }
}
