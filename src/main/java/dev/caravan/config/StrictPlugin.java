package dev.caravan.config;

import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.spi.ContextServicePlugin;

/** Switches the strictness of Caravan's kamelets on in every Camel context that has the jar. */
public final class StrictPlugin implements ContextServicePlugin {
  @Override
  public void load(CamelContext context) {
    StrictParameters strict = new StrictParameters(context);
    context.addLifecycleStrategy(strict);
    context
        .getCamelContextExtension()
        .getContextPlugin(Model.class)
        .addModelLifecycleStrategy(strict);
  }
}
