package dev.caravan.cli.preview;

import dev.caravan.config.ConfigurationException;
import dev.caravan.run.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Takes out of the user's routes, before they are built, every step that sends something to
 * somewhere, but for the load into a table; and has a stream end after some pages.
 */
final class HarmlessRoutes extends MainListenerSupport {
  private static final String NOWHERE = "log:dev.caravan.cli.preview.skipped?level=OFF";

  /** What stays in this process. */
  private static final String WITHIN =
      "(?s)(kamelet:(//)?caravan-upsert\\b|(direct|seda|log|bean|class|language|validator"
          + "|json-validator|dataformat|xslt|xslt-saxon|xj|jolt|jslt|jsonata|velocity|freemarker"
          + "|mustache|string-template|chunk|mvel|mock|stub):).*";

  /** Where they send to shows only when they run. */
  private static final List<Class<?>> UNKNOWN =
      List.of(
          RecipientListDefinition.class,
          RoutingSlipDefinition.class,
          DynamicRouterDefinition.class,
          PollEnrichDefinition.class,
          PollDefinition.class);

  private final String stream;
  private final int pages;
  private final Set<String> skipped = new TreeSet<>();
  private volatile List<String> streams = List.of();

  /**
   * @param stream the stream that is to end
   * @param pages after so many
   */
  HarmlessRoutes(String stream, int pages) {
    this.stream = stream;
    this.pages = pages;
  }

  /** The stream, and before it those that load its parents. */
  List<String> streams() {
    return streams;
  }

  /** The steps that were taken out, as their routes have them. */
  Set<String> skipped() {
    return skipped;
  }

  @Override
  public void afterConfigure(BaseMainSupport main) {
    main.getCamelContext()
        .addLifecycleStrategy(
            new LifecycleStrategySupport() {
              @Override
              public void onContextInitializing(CamelContext context) {
                Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
                List<RouteDefinition> routes =
                    model.getRouteDefinitions().stream().filter(route -> !isOwn(route)).toList();
                end(new Lineage(routes).of(stream), context);
                routes.forEach(HarmlessRoutes.this::tame);
              }
            });
  }

  private static boolean isOwn(RouteDefinition route) {
    return route.getResource() != null
        && route.getResource().getLocation().startsWith("classpath:caravan/");
  }

  private void tame(RouteDefinition route) {
    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)
        .forEach(step -> refuseUnknown(route, step));
    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
        .forEach(step -> tame(route, step.getEndpointUri(), step::setUri));
    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)
        .forEach(step -> tame(route, step.getUri(), step::setUri));
  }

  /** Has the stream end after its pages, and those that load its parents after their first. */
  private void end(List<RouteDefinition> line, CamelContext context) {
    Optional<RouteDefinition> parents = Optional.empty();
    for (RouteDefinition route : line) {
      Map<String, Object> others = new LinkedHashMap<>();
      others.put("maxPages", route.getRouteId().equals(stream) ? pages : 1);
      parents.ifPresent(loader -> others.put("parentStream", loader.getRouteId()));
      route.getInput().setUri(with(others, route.getInput().getEndpointUri()));
      parents = Optional.of(route);
    }
    streams = line.stream().map(RouteDefinition::getRouteId).toList();
    if (line.size() > 1) {
      context
          .getRegistry()
          .lookupByNameAndType("caravanSchedule", Schedule.class)
          .setStreams(String.join(",", streams));
    }
  }

  private static void refuseUnknown(RouteDefinition route, ProcessorDefinition<?> step) {
    if (UNKNOWN.stream().anyMatch(each -> each.isInstance(step))) {
      throw new ConfigurationException(
          "route %s has the step %s, which preview cannot keep from sending or taking"
              .formatted(route.getRouteId(), step.getShortName()));
    }
  }

  private void tame(RouteDefinition route, String uri, Consumer<String> step) {
    if (!uri.matches(WITHIN)) {
      skipped.add("%s (route %s)".formatted(uri.replaceFirst("(?s)\\?.*", ""), route.getRouteId()));
      step.accept(NOWHERE);
    }
  }

  private static String with(Map<String, Object> parameters, String uri) {
    String all = uri;
    for (Map.Entry<String, Object> each : parameters.entrySet()) {
      String others =
          all.replaceAll("(?<=[?&])" + each.getKey() + "=[^&]*&?", "").replaceFirst("[?&]$", "");
      all = others + (others.contains("?") ? "&" : "?") + each.getKey() + "=" + each.getValue();
    }
    return all;
  }
}
