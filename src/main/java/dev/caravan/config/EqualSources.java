package dev.caravan.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.model.RouteDefinition;

/** Finds routes that read from the same kamelet by the same parameters, which Camel refuses. */
final class EqualSources {
  private EqualSources() {}

  /**
   * Looks at all routes.
   *
   * @throws ConfigurationException naming two that are alike
   */
  static void check(List<RouteDefinition> routes) {
    Map<String, KameletUse> known = new HashMap<>();
    for (RouteDefinition route : routes) {
      KameletUse.input(route).ifPresent(use -> requireOwn(use, known));
    }
  }

  private static void requireOwn(KameletUse use, Map<String, KameletUse> known) {
    KameletUse other = known.putIfAbsent(use.kamelet() + new TreeMap<>(use.parameters()), use);
    if (other != null) {
      throw new ConfigurationException(
          use.where()
              + ": has the very parameters of route "
              + other.route()
              + ", and Camel lets only one route read from an endpoint; load both tables from one"
              + " route, or let a parameter differ, such as every: 61m instead of 1h");
    }
  }
}
