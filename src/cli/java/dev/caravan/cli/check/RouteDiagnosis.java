package dev.caravan.cli.check;

import dev.caravan.cli.launch.Problem;
import dev.caravan.cli.launch.UserRoutes;
import dev.caravan.config.RouteCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Builds routes one by one as Camel would, and starts none. */
final class RouteDiagnosis {
  private final ModelCamelContext context;
  private final CheckFindings findings;
  private final BeanDiagnosis beans;
  private final RouteCheck check;
  private final List<RouteDefinition> all = new ArrayList<>();
  private final Map<String, String> files = new HashMap<>();

  RouteDiagnosis(ModelCamelContext context, BeanDiagnosis beans, CheckFindings findings) {
    this.context = context;
    this.beans = beans;
    this.findings = findings;
    this.check = new RouteCheck(context, findings::fault);
    context.getRouteDefinitions().forEach(own -> files.put(own.getRouteId(), "Caravan itself"));
  }

  /** Looks at the routes of a piece, and tells of all that is wrong with them. */
  void look(Piece piece) {
    try {
      new PieceLoader(context).routes(piece).forEach(route -> look(route, piece.file()));
    } catch (Exception e) {
      findings.fault(piece.describe(e));
    }
  }

  /** Looks at all of them together. */
  void lookTogether() {
    check.checkTogether(all);
  }

  private void look(RouteDefinition route, String file) {
    String other = files.putIfAbsent(route.getRouteId(), file);
    if (other != null) {
      findings.fault(
          "%s, route %s: has the id of a route in %s; each needs one of its own"
              .formatted(file, route.getRouteId(), other));
      return;
    }
    all.add(route);
    check.check(route);
    Set<String> changed = new HashSet<>();
    check.withStandIns(route, changed::add).ifPresent(whole -> build(whole, changed));
  }

  /**
   * Builds a route.
   *
   * @param changed parameters that have another value than their user's, so that nothing that is
   *     said of them is worth telling
   */
  private void build(RouteDefinition route, Set<String> changed) {
    if (check.beans(route).anyMatch(beans::isMissing)) {
      return;
    }
    try {
      context.addRouteDefinition(route);
    } catch (Exception e) {
      String fault = new UserRoutes(context).name(Problem.describe(e));
      if (changed.stream().noneMatch(name -> fault.matches("(?s).*\\b" + name + "\\b.*"))) {
        findings.fault(fault);
      }
      remove(route);
    }
  }

  private void remove(RouteDefinition route) {
    try {
      context.removeRouteDefinition(route);
    } catch (Exception e) {
      findings.fault(Problem.describe(e));
    }
  }
}
