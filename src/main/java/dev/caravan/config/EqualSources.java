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
   * @param faults takes each that is like one before it
   */
  static void check(List<RouteDefinition> routes, Objections faults) {
    Map<String, KameletUse> known = new HashMap<>();
    for (RouteDefinition route : routes) {
      KameletUse.input(route).ifPresent(use -> requireOwn(use, known, faults));
    }
  }

  /** Of webhooks the address, which is that of the source, whatever else is said. */
  private static String endpoint(KameletUse use) {
    return use.kamelet().equals("caravan-webhook")
        ? use.kamelet() + "/" + use.parameters().get("source")
        : use.kamelet() + new TreeMap<>(use.parameters());
  }

  private static void requireOwn(KameletUse use, Map<String, KameletUse> known, Objections faults) {
    KameletUse other = known.putIfAbsent(endpoint(use), use);
    if (other != null && use.kamelet().equals("caravan-webhook")) {
      faults.add(
          "%s: source %s has two routes, this one and %s; only one can answer at /webhook/%s"
              .formatted(
                  use.where(),
                  use.parameters().get("source"),
                  other.route(),
                  use.parameters().get("source")));
    } else if (other != null) {
      faults.add(
          use.where()
              + ": has the very parameters of route "
              + other.route()
              + ", and Camel lets only one route read from an endpoint; load both tables from one"
              + " route, or let a parameter differ, such as every: 61m instead of 1h");
    }
  }
}
