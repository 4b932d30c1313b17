package dev.caravan.config;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Caravan's own routes and beans, loaded into a context once a route of it uses one of Caravan's
 * kamelets. They are found by name: a pattern would have Camel read whole jars.
 */
public final class OwnRoutes extends LifecycleStrategySupport implements ModelLifecycleStrategy {
  /** Where they are, as Camel names resources. */
  public static final List<String> LOCATIONS =
      List.of("classpath:caravan/beans.camel.yaml", "classpath:caravan/fetch.camel.yaml");

  private static final String ONE_OF_THEM = "caravan-fetch";

  private final CamelContext context;

  OwnRoutes(CamelContext context) {
    this.context = context;
  }

  /** Before any route is built, and when all beans that routes may name have been declared. */
  @Override
  public void onContextInitializing(CamelContext started) {
    Model model = model();
    List.copyOf(model.getRouteDefinitions()).forEach(this::onAddRouteDefinition);
    if (!model.getModelLifecycleStrategies().contains(this)) {
      model.addModelLifecycleStrategy(this);
    }
  }

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    if (!KameletUse.in(route).isEmpty() && model().getRouteDefinition(ONE_OF_THEM) == null) {
      load();
    }
  }

  @Override
  public void onRemoveRouteDefinition(RouteDefinition route) {
    // They stay: another route may use them.
  }

  @Override
  public void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {
    // A template is no use of a kamelet yet.
  }

  @Override
  public void onRemoveRouteTemplateDefinition(RouteTemplateDefinition template) {
    // What is gone uses nothing.
  }

  private Model model() {
    return context.getCamelContextExtension().getContextPlugin(Model.class);
  }

  private void load() {
    try {
      List<Resource> resources = new ArrayList<>();
      for (String location : LOCATIONS) {
        resources.add(ResourceHelper.resolveMandatoryResource(context, location));
      }
      PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}
