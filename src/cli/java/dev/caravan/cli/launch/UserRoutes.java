package dev.caravan.cli.launch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * Puts the user's file and route in place of the ids that Camel gives to copies of kamelets, and
 * the file before a route that is named without it.
 */
public final class UserRoutes {
  private static final String NOT_NAMED_YET = "(?<!, )";

  private final CamelContext context;

  public UserRoutes(CamelContext context) {
    this.context = context;
  }

  /** The message with every {@code route ID:} named as the user knows it. */
  public String name(String message) {
    String named = message;
    if (context instanceof ModelCamelContext model) {
      for (RouteDefinition copy : model.getRouteDefinitions()) {
        named =
            named.replaceAll(
                NOT_NAMED_YET + Pattern.quote("route " + copy.getRouteId() + ":"),
                Matcher.quoteReplacement(place(model, copy) + ":"));
      }
    }
    return named;
  }

  private static String place(ModelCamelContext model, RouteDefinition copy) {
    if (copy.getTemplateParameters() == null && copy.getResource() != null) {
      return file(copy) + ", route " + copy.getRouteId();
    }
    return Optional.ofNullable(copy.getTemplateParameters())
        .map(parameters -> (String) parameters.get("parentRouteId"))
        .map(model::getRouteDefinition)
        .filter(user -> user.getResource() != null)
        .map(user -> file(user) + ", route " + user.getRouteId() + ": " + kamelet(copy))
        .orElse("route " + copy.getRouteId());
  }

  private static String file(RouteDefinition route) {
    return route.getResource().getLocation().replaceFirst("^file:", "");
  }

  private static String kamelet(RouteDefinition copy) {
    return copy.getRouteId().replaceFirst("-\\d+$", "");
  }
}
