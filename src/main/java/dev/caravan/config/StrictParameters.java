package dev.caravan.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Checks each use of a Caravan kamelet when its route is added, since Camel itself accepts unknown
 * parameters and values of a wrong type. Other routes and other kamelets are none of its business.
 */
final class StrictParameters extends LifecycleStrategySupport implements ModelLifecycleStrategy {
  private static final String KAMELETS =
      "caravan-pull, caravan-pull-children, caravan-replay, caravan-webhook, caravan-worker,"
          + " caravan-upsert and caravan-kafka";

  /** Parameters of Camel's own kamelet endpoint. */
  private static final Set<String> CAMELS_OWN =
      Set.of("noErrorHandler", "bridgeErrorHandler", "location", "routeId", "templateId", "uuid");

  /** What uses it has something to keep; a hub that only receives webhooks needs no database. */
  private static final String NEEDS_DATABASE = "camel:sql";

  private final CamelContext context;
  private final CutValues cut;
  private final Map<String, KameletSpec> specs = new ConcurrentHashMap<>();

  StrictParameters(CamelContext context) {
    this.context = context;
    this.cut = new CutValues(context);
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
    model.getRouteDefinitions().stream()
        .flatMap(route -> KameletUse.in(route).stream())
        .forEach(use -> checkStreams(use, model));
    EqualSources.check(model.getRouteDefinitions());
    checkTopics(List.of());
    if (!model.getModelLifecycleStrategies().contains(this)) {
      model.addModelLifecycleStrategy(this);
    }
  }

  @Override
  public void onAddRouteDefinition(RouteDefinition route) {
    BeanNames.simplify(route, this::beans);
    List<KameletUse> uses = KameletUse.in(route);
    if (!uses.isEmpty()) {
      cut.check(route);
    }
    uses.forEach(this::check);
    if (context.isStarted() && !uses.isEmpty()) {
      checkTopics(List.of(route));
    }
  }

  /** All routes that there are, and some more. */
  private void checkTopics(List<RouteDefinition> more) {
    Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
    Set<RouteDefinition> all = new LinkedHashSet<>(model.getRouteDefinitions());
    all.addAll(more);
    new EndlessTopics(this::valueOf).check(List.copyOf(all));
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

  private static String noBean(String name) {
    return "there is no bean '" + name + "'; declare it under beans, as in routes/apis.camel.yaml";
  }

  private void check(KameletUse use) {
    KameletSpec spec = spec(use);
    use.parameters().forEach((name, value) -> check(use, spec, name, String.valueOf(value)));
    spec.parameters().values().stream()
        .filter(KameletParameter::required)
        .filter(parameter -> !isGiven(use, parameter.name()))
        .findFirst()
        .ifPresent(missing -> reject(use, missing.name(), missing(missing)));
    if (spec.dependencies().contains(NEEDS_DATABASE)) {
      Optional.ofNullable(
              context.getRegistry().lookupByNameAndType("caravanDatabase", StartCheck.class))
          .ifPresent(StartCheck::checkAtStart);
    }
  }

  private void check(KameletUse use, KameletSpec spec, String name, String written) {
    KameletParameter parameter = spec.parameters().get(name);
    if (parameter == null) {
      if (!CAMELS_OWN.contains(name)) {
        reject(use, name, unknown(spec, name));
      }
      return;
    }
    String value = resolve(use, name, written);
    ValueRule.broken(parameter, value)
        .ifPresent(
            rule ->
                reject(use, name, "'" + value + "' " + rule + ", as in " + parameter.example()));
    if ("bean".equals(parameter.type()) && context.getRegistry().lookupByName(value) == null) {
      reject(use, name, noBean(value));
    }
  }

  /** Streams of other routes; only at the start, since routes that come later come one by one. */
  private void checkStreams(KameletUse use, Model model) {
    use.parameters()
        .forEach(
            (name, value) -> {
              KameletParameter parameter = spec(use).parameters().get(name);
              String route = resolve(use, name, String.valueOf(value));
              if (parameter != null
                  && "stream".equals(parameter.type())
                  && model.getRouteDefinition(route) == null) {
                reject(use, name, "there is no route '" + route + "'; it takes the id of one");
              }
            });
  }

  private String resolve(KameletUse use, String name, String written) {
    try {
      return context.resolvePropertyPlaceholders(written);
    } catch (IllegalArgumentException e) {
      reject(use, name, MissingPlaceholder.explain(e).orElse(e.getMessage()));
      return "";
    }
  }

  private boolean isGiven(KameletUse use, String name) {
    return given(use, name).isPresent();
  }

  /** As written; a parameter may also come from Camel's own configuration of kamelets. */
  private Optional<String> given(KameletUse use, String name) {
    String key = "camel.kamelet." + use.kamelet() + ".";
    return Optional.ofNullable(use.parameters().get(name))
        .map(String::valueOf)
        .filter(written -> !written.isBlank())
        .or(() -> property(key + use.route() + "." + name))
        .or(() -> property(key + name));
  }

  private Optional<String> property(String name) {
    return context.getPropertiesComponent().resolveProperty(name);
  }

  /** The value that a kamelet will see, its default included; empty when there is none. */
  private String valueOf(KameletUse use, String name) {
    KameletSpec spec = spec(use);
    String written = given(use, name).orElseGet(() -> spec.parameters().get(name).otherwise());
    for (String other : spec.parameters().keySet()) {
      String place = "{{" + other + "}}";
      if (written.contains(place)) {
        written = written.replace(place, given(use, other).orElse(""));
      }
    }
    return resolve(use, name, written);
  }

  /** The parameters of a kamelet that name a bean. */
  private Set<String> beans(KameletUse use) {
    return spec(use).parameters().values().stream()
        .filter(parameter -> "bean".equals(parameter.type()))
        .map(KameletParameter::name)
        .collect(Collectors.toSet());
  }

  private KameletSpec spec(KameletUse use) {
    return specs.computeIfAbsent(
        use.kamelet(),
        name ->
            KameletSpec.load(name)
                .orElseThrow(
                    () ->
                        new ConfigurationException(
                            use.where() + " does not exist; Caravan has " + KAMELETS)));
  }

  private static String unknown(KameletSpec spec, String name) {
    Optional<String> nearest = NearestName.of(name, spec.parameters().keySet());
    return "does not exist; "
        + nearest
            .map(known -> "did you mean " + known + "?")
            .orElse("it has " + String.join(", ", spec.parameters().keySet()));
  }

  private static String missing(KameletParameter parameter) {
    return "is required and missing; write it as in "
        + parameter.name()
        + ": "
        + parameter.example();
  }

  private static void reject(KameletUse use, String name, String rule) {
    throw new ConfigurationException(use.where() + ", parameter " + name + ": " + rule);
  }
}
