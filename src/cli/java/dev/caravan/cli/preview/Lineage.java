package dev.caravan.cli.preview;

import dev.caravan.config.ConfigurationException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.util.URISupport;

/**
 * A stream and those whose tables it needs: where a preview runs there is no table of parents until
 * a stream loads one.
 */
final class Lineage {
  private static final String CHILDREN = "(?s)kamelet:(//)?caravan-pull-children\\b.*";
  private static final String UPSERT = "(?s)kamelet:(//)?caravan-upsert\\b.*";
  private static final int MOST = 5;

  private final List<RouteDefinition> routes;

  /**
   * @param routes those of the user
   */
  Lineage(List<RouteDefinition> routes) {
    this.routes = routes;
  }

  /**
   * The routes that have to run, those that load parents first.
   *
   * @throws ConfigurationException when none of the routes loads what one of them needs
   */
  List<RouteDefinition> of(String stream) {
    List<RouteDefinition> line = new ArrayList<>();
    Optional<RouteDefinition> next = named(stream);
    while (next.isPresent() && line.size() < MOST && !line.contains(next.get())) {
      RouteDefinition route = next.get();
      line.add(0, route);
      next = isOfChildren(route) ? Optional.of(parents(route)) : Optional.empty();
    }
    return line;
  }

  static boolean isOfChildren(RouteDefinition route) {
    return route.getInput().getEndpointUri().matches(CHILDREN);
  }

  private RouteDefinition parents(RouteDefinition children) {
    String uri = children.getInput().getEndpointUri();
    String table = parameter(uri, "parentTable");
    return Optional.of(parameter(uri, "parentStream"))
        .filter(name -> !name.isEmpty())
        .flatMap(this::named)
        .or(() -> routes.stream().filter(route -> loads(route, table)).findFirst())
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "stream %s reads the table of its parents, %s, which is not there where a preview runs, and no route here loads it"
                        .formatted(children.getRouteId(), table)));
  }

  private Optional<RouteDefinition> named(String id) {
    return routes.stream().filter(route -> id.equals(route.getRouteId())).findFirst();
  }

  private static boolean loads(RouteDefinition route, String table) {
    return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
        .stream()
        .map(ToDefinition::getEndpointUri)
        .anyMatch(uri -> uri.matches(UPSERT) && parameter(uri, "table").equals(table));
  }

  private static String parameter(String uri, String name) {
    try {
      Map<String, Object> all =
          URISupport.parseQuery(uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "");
      return String.valueOf(all.getOrDefault(name, "")).replaceAll("^RAW[({](.*)[)}]$", "$1");
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
