package dev.caravan.config;

import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;

/**
 * One of Caravan's kamelets as a route uses it.
 *
 * @param file the route's file, as far as known
 * @param route the route's id
 * @param kamelet the kamelet's name
 * @param parameters as written, placeholders included
 */
record KameletUse(String file, String route, String kamelet, Map<String, Object> parameters) {
  private static final String SCHEME = "kamelet:";

  /** Every use in a route, its input first. */
  static List<KameletUse> in(RouteDefinition route) {
    Collection<ToDefinition> steps =
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class);
    return Stream.concat(
            Stream.ofNullable(route.getInput()).map(input -> input.getEndpointUri()),
            steps.stream().map(ToDefinition::getEndpointUri))
        .flatMap(uri -> of(uri, route).stream())
        .toList();
  }

  /** The use that a route reads from. */
  static Optional<KameletUse> input(RouteDefinition route) {
    return Optional.ofNullable(route.getInput())
        .flatMap(input -> of(input.getEndpointUri(), route));
  }

  /** Where it stands, for the beginning of an error. */
  String where() {
    return file + ", route " + route + ": " + kamelet;
  }

  /** The use that an endpoint in a route is. */
  static Optional<KameletUse> of(String uri, RouteDefinition route) {
    String plain = uri.replaceFirst("^kamelet://", SCHEME);
    if (!plain.startsWith(SCHEME + "caravan-")) {
      return Optional.empty();
    }
    String target = StringHelper.before(plain, "?", plain).substring(SCHEME.length());
    return Optional.of(
        new KameletUse(
            fileOf(route),
            route.getRouteId() == null ? "without an id" : route.getRouteId(),
            StringHelper.before(target, "/", target),
            query(plain)));
  }

  private static Map<String, Object> query(String uri) {
    try {
      Map<String, Object> parameters = URISupport.parseQuery(StringHelper.after(uri, "?", ""));
      URISupport.resolveRawParameterValues(parameters);
      return parameters;
    } catch (URISyntaxException e) {
      throw new ConfigurationException(uri + " is no Camel URI: " + e.getMessage(), e);
    }
  }

  private static String fileOf(RouteDefinition route) {
    return route.getResource() == null
        ? "a route built in Java"
        : route.getResource().getLocation().replaceFirst("^file:", "");
  }
}
