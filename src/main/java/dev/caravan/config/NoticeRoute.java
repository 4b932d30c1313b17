package dev.caravan.config;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;

/** The route of the user's that {@code caravan.notify} names, looked up before anything starts. */
final class NoticeRoute {
  private static final String SETTING = "caravan.notify";

  private NoticeRoute() {}

  /** Objects to a name that is no route's which can be called. */
  static void check(CamelContext context, List<RouteDefinition> all, Objections faults) {
    String name = context.resolvePropertyPlaceholders("{{" + SETTING + ":}}").strip();
    if (name.isEmpty()) {
      return;
    }
    boolean callable =
        all.stream()
            .filter(route -> name.equals(route.getRouteId()))
            .anyMatch(route -> route.getInput().getEndpointUri().startsWith("direct:"));
    if (!callable) {
      faults.add(
          SETTING
              + " is '"
              + name
              + "', and no route with that id begins with from: uri: direct:NAME, so nobody would be"
              + " told when a stream fails");
    }
  }
}
