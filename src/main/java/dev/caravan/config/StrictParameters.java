package dev.caravan.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Checks each use of a Caravan kamelet when its route is added. Other routes and other kamelets are
 * none of its business.
 */
final class StrictParameters extends LifecycleStrategySupport implements ModelLifecycleStrategy {
  private final CamelContext context;
  private final RouteCheck check;

  StrictParameters(CamelContext context) {
    this.context = context;
    this.check = new RouteCheck(context, Objections.STOP);
  }

  /**
   * Checks all routes before any of them is built, and those that come later as they come. Not
   * sooner: a plain context loads its plugins before it has a model, and beans may be declared
   * after the routes that name them.
   */
  @Override
  public void onContextInitializing(CamelContext started) {
    Model model = started.getCamelContextExtension().getContextPlugin(Model.class);
    model.getRouteDefinitions().forEach(this::onAddRouteDefinition);
    check.checkTogether(model.getRouteDefinitions());
    if (!model.getModelLifecycleStrategies().contains(this)) {
      model.addModelLifecycleStrategy(this);
    }
  }

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    check.check(route);
    if (context.isStarted() && !KameletUse.in(route).isEmpty()) {
      Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
      Set<RouteDefinition> all = new LinkedHashSet<>(model.getRouteDefinitions());
      all.add(route);
      check.checkTopics(List.copyOf(all));
    }
  }

  @Override
  public void onRemoveRouteDefinition(RouteDefinition route) {
    // What is gone needs no check.
  }

  @Override
  public void onAddRouteTemplateDefinition(RouteTemplateDefinition template) {
    // Templates are checked where they are used.
  }

  @Override
  public void onRemoveRouteTemplateDefinition(RouteTemplateDefinition template) {
    // What is gone needs no check.
  }
}
