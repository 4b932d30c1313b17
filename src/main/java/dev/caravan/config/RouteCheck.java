package dev.caravan.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * What is wrong with the parameters of Caravan's kamelets in routes that are not built yet, since
 * Camel itself accepts unknown parameters and values of a wrong type. Needs the beans that routes
 * name to be declared.
 */
public final class RouteCheck {
  private static final String KAMELETS =
      "caravan-pull, caravan-pull-children, caravan-replay, caravan-webhook, caravan-worker,"
          + " caravan-upsert and caravan-kafka";

  /** Parameters of Camel's own kamelet endpoint. */
  private static final Set<String> CAMELS_OWN =
      Set.of("noErrorHandler", "bridgeErrorHandler", "location", "routeId", "templateId", "uuid");

  /** What uses it has something to keep; a hub that only receives webhooks needs no database. */
  private static final String NEEDS_DATABASE = "camel:sql";

  private final CamelContext context;
  private final Objections faults;
  private final CutValues cut;
  private final Map<String, Optional<KameletSpec>> specs = new ConcurrentHashMap<>();

  /**
   * @param context whose placeholders and beans routes name
   */
  public RouteCheck(CamelContext context, Objections faults) {
    this.context = context;
    this.faults = faults;
    this.cut = new CutValues(context, faults);
  }

  /** Looks at a route by itself. */
  public void check(RouteDefinition route) {
    BeanNames.simplify(route, this::beans);
    List<KameletUse> uses = KameletUse.in(route);
    // What Camel cuts off would be told of as a parameter that there is not, besides.
    if (!uses.isEmpty() && cut.isWhole(route)) {
      uses.forEach(this::check);
    }
  }

  /**
   * The route with examples in place of what it may not say, so that what is wrong besides is found
   * when it is built; empty when there is nothing to put there.
   *
   * @param names takes the parameters that were changed
   */
  public Optional<RouteDefinition> withStandIns(RouteDefinition route, Consumer<String> names) {
    return new StandIns(context, this::spec, names).putInto(route);
  }

  /** The beans that the Caravan kamelets of a route name. */
  public Stream<String> beans(RouteDefinition route) {
    return KameletUse.in(route).stream()
        .flatMap(use -> beans(use).stream().flatMap(name -> given(use, name).stream()));
  }

  /** Looks at all routes of a context together, when none is to come. */
  public void checkTogether(List<RouteDefinition> all) {
    Set<String> ids = all.stream().map(RouteDefinition::getRouteId).collect(Collectors.toSet());
    all.stream()
        .flatMap(route -> KameletUse.in(route).stream())
        .forEach(use -> checkStreams(use, ids));
    EqualSources.check(all, faults);
    NoticeRoute.check(context, all, faults);
    checkTopics(all);
  }

  /** The topics that Caravan's kamelets read and write, by brokers. */
  public Map<String, Set<String>> topics(List<RouteDefinition> all) {
    Map<String, Set<String>> topics = new TreeMap<>();
    all.stream()
        .flatMap(route -> KameletUse.in(route).stream())
        .filter(use -> use.kamelet().matches("caravan-worker|caravan-kafka"))
        .forEach(
            use ->
                topics
                    .computeIfAbsent(valueOf(use, "brokers"), brokers -> new TreeSet<>())
                    .addAll(List.of(valueOf(use, "topic").strip().split("\\s*,\\s*"))));
    return topics;
  }

  /** Looks at what workers read and write, in all routes that there are. */
  void checkTopics(List<RouteDefinition> all) {
    new EndlessTopics(this::valueOf, faults).check(all);
  }

  private static String noBean(String name) {
    return "there is no bean '" + name + "'; declare it under beans, as in routes/apis.camel.yaml";
  }

  private void check(KameletUse use) {
    spec(use)
        .ifPresentOrElse(
            spec -> check(use, spec),
            () -> faults.add(use.where() + " does not exist; Caravan has " + KAMELETS));
  }

  private void check(KameletUse use, KameletSpec spec) {
    use.parameters().forEach((name, value) -> check(use, spec, name, String.valueOf(value)));
    spec.parameters().values().stream()
        .filter(KameletParameter::required)
        .filter(parameter -> given(use, parameter.name()).isEmpty())
        .filter(parameter -> !isMeant(parameter, use, spec))
        .forEach(missing -> reject(use, missing.name(), missing(missing)));
    if (spec.dependencies().contains(NEEDS_DATABASE)) {
      Optional.ofNullable(
              context.getRegistry().lookupByNameAndType("caravanDatabase", StartCheck.class))
          .ifPresent(this::ask);
    }
  }

  private void ask(StartCheck bean) {
    try {
      bean.checkAtStart();
    } catch (ConfigurationException e) {
      faults.add(e.getMessage());
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
    resolve(use, name, written).ifPresent(value -> check(use, parameter, value));
  }

  private void check(KameletUse use, KameletParameter parameter, String value) {
    String name = parameter.name();
    ValueRule.broken(parameter, value)
        .ifPresent(
            rule ->
                reject(use, name, "'" + value + "' " + rule + ", as in " + parameter.example()));
    if ("bean".equals(parameter.type()) && context.getRegistry().lookupByName(value) == null) {
      reject(use, name, noBean(value));
    }
  }

  /** Streams of other routes; only at the start, since routes that come later come one by one. */
  private void checkStreams(KameletUse use, Set<String> routes) {
    use.parameters()
        .forEach(
            (name, value) ->
                spec(use)
                    .map(spec -> spec.parameters().get(name))
                    .filter(parameter -> "stream".equals(parameter.type()))
                    .flatMap(any -> resolve(use, name, String.valueOf(value)))
                    .filter(route -> !routes.contains(route))
                    .ifPresent(
                        route ->
                            reject(
                                use,
                                name,
                                "there is no route '" + route + "'; it takes the id of one")));
  }

  private Optional<String> resolve(KameletUse use, String name, String written) {
    try {
      return Optional.of(context.resolvePropertyPlaceholders(written));
    } catch (IllegalArgumentException e) {
      reject(use, name, MissingPlaceholder.explain(e).orElse(e.getMessage()));
      return Optional.empty();
    }
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
    KameletSpec spec = spec(use).orElseThrow();
    String written = given(use, name).orElseGet(() -> spec.parameters().get(name).otherwise());
    for (String other : spec.parameters().keySet()) {
      String place = "{{" + other + "}}";
      if (written.contains(place)) {
        written = written.replace(place, given(use, other).orElse(""));
      }
    }
    return resolve(use, name, written).orElse("");
  }

  /** The parameters of a kamelet that name a bean. */
  private Set<String> beans(KameletUse use) {
    return spec(use).stream()
        .flatMap(spec -> spec.parameters().values().stream())
        .filter(parameter -> "bean".equals(parameter.type()))
        .map(KameletParameter::name)
        .collect(Collectors.toSet());
  }

  private Optional<KameletSpec> spec(KameletUse use) {
    return specs.computeIfAbsent(use.kamelet(), KameletSpec::load);
  }

  /** Whether it is there and misspelt, which is told of anyway. */
  private static boolean isMeant(KameletParameter missing, KameletUse use, KameletSpec spec) {
    return use.parameters().keySet().stream()
        .filter(name -> !spec.parameters().containsKey(name))
        .flatMap(name -> NearestName.of(name, spec.parameters().keySet()).stream())
        .anyMatch(missing.name()::equals);
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

  private void reject(KameletUse use, String name, String rule) {
    faults.add(use.where() + ", parameter " + name + ": " + rule);
  }
}
