package dev.caravan.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
 * kamelets, and no more of them than that kamelet needs: a hub that only pulls has no Kafka. They
 * are found by name: a pattern would have Camel read whole jars.
 */
public final class OwnRoutes extends LifecycleStrategySupport implements ModelLifecycleStrategy {
  private static final String BEANS = "classpath:caravan/beans.camel.yaml";
  private static final String FETCH = "classpath:caravan/fetch.camel.yaml";
  private static final String UPKEEP = "classpath:caravan/upkeep.camel.yaml";
  private static final String PULL = "classpath:caravan/pull.camel.yaml";
  private static final String CHILDREN = "classpath:caravan/children.camel.yaml";
  private static final String REPLAY = "classpath:caravan/replay.camel.yaml";
  private static final String KAFKA = "classpath:caravan/kafka.camel.yaml";
  private static final String LAKE = "classpath:caravan/lake.camel.yaml";
  private static final String WEBHOOK = "classpath:caravan/webhook.camel.yaml";
  private static final String WORKER = "classpath:caravan/worker.camel.yaml";
  private static final String PAGE = "classpath:caravan/page.camel.yaml";

  /** Where they all are, as Camel names resources. */
  public static final List<String> LOCATIONS =
      List.of(BEANS, FETCH, UPKEEP, PULL, CHILDREN, REPLAY, KAFKA, LAKE, WEBHOOK, WORKER, PAGE);

  /** Those of them that need nothing but what the program brings. */
  public static final List<String> BROUGHT =
      LOCATIONS.stream().filter(location -> !location.equals(LAKE)).toList();

  private static final Map<String, List<String>> BESIDES =
      Map.of(
          "caravan-pull", List.of(PULL, CHILDREN),
          "caravan-pull-children", List.of(CHILDREN),
          "caravan-replay", List.of(REPLAY),
          "caravan-kafka", List.of(KAFKA),
          "caravan-lake", List.of(LAKE),
          "caravan-webhook", List.of(KAFKA, WEBHOOK),
          "caravan-worker", List.of(KAFKA, WORKER));

  /** A bean or route of each, which is there when it was loaded, by whomever. */
  private static final Map<String, String> ONE_OF_THEM =
      Map.of(
          BEANS, "caravanDatabase",
          FETCH, "caravan-fetch",
          UPKEEP, "caravanRetention",
          PULL, "caravanRestartScan",
          CHILDREN, "caravanJoinRound",
          REPLAY, "caravanLostPosition",
          KAFKA, "caravanKafkaTransactions",
          LAKE, "caravanLake",
          WEBHOOK, "caravanWebhooks",
          WORKER, "caravanWorkersHealth");

  private final CamelContext context;
  private final Set<String> known = new HashSet<>();

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
    KameletUse.in(route).stream()
        .filter(use -> known.add(use.kamelet()))
        .forEach(
            use ->
                // What does not exist has its own error.
                KameletSpec.load(use.kamelet()).ifPresent(spec -> provide(use, spec)));
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

  private void provide(KameletUse use, KameletSpec spec) {
    Extra.check(use, spec, context);
    load(
        Stream.of(List.of(BEANS, FETCH, UPKEEP), BESIDES.getOrDefault(use.kamelet(), List.of()))
            .flatMap(List::stream)
            .filter(location -> !isLoaded(ONE_OF_THEM.get(location)))
            .toList());
  }

  private boolean isLoaded(String name) {
    return model().getRouteDefinition(name) != null
        || context.getRegistry().lookupByName(name) != null;
  }

  private void load(List<String> locations) {
    try {
      List<Resource> resources = new ArrayList<>();
      for (String location : locations) {
        resources.add(ResourceHelper.resolveMandatoryResource(context, location));
      }
      PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    } catch (Exception e) {
      throw RuntimeCamelException.wrapRuntimeCamelException(e);
    }
  }
}
