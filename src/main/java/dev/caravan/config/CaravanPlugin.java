package dev.caravan.config;

import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.spi.ContextServicePlugin;

/**
 * What the jar adds to every Camel context: its routes where they are used, its strictness, and few
 * words about failures.
 */
public final class CaravanPlugin implements ContextServicePlugin {
  @Override
  public void load(CamelContext context) {
    context
        .getTypeConverterRegistry()
        .addTypeConverter(LoggingLevel.class, String.class, new LoggingLevels());
    context.addLifecycleStrategy(new OwnRoutes(context));
    context.addLifecycleStrategy(new StrictParameters(context));
    context.addLifecycleStrategy(new QuietFailures(context));
  }
}
