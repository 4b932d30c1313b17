package dev.caravan.cli.check;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** Finds routes that read from one endpoint, which Camel refuses only when it starts the second. */
final class SharedEndpoints {
  private final ModelCamelContext context;
  private final CheckFindings findings;
  private final Map<Endpoint, String> readers = new HashMap<>();

  SharedEndpoints(CamelContext context, CheckFindings findings) {
    this.context = (ModelCamelContext) context;
    this.findings = findings;
  }

  void look() {
    context.getRouteDefinitions().stream()
        .filter(route -> route.getInput() != null && route.getTemplateParameters() == null)
        .forEach(this::look);
  }

  private void look(RouteDefinition route) {
    String other;
    try {
      Endpoint endpoint = context.getEndpoint(route.getInput().getEndpointUri());
      if (endpoint instanceof MultipleConsumersSupport many
          && many.isMultipleConsumersSupported()) {
        return;
      }
      other = readers.putIfAbsent(endpoint, route.getRouteId());
    } catch (ResolveEndpointFailedException | IllegalArgumentException e) {
      // The route itself could not be built, which is told of.
      return;
    }
    if (other != null) {
      findings.fault(
          "route %s: reads from %s, as route %s does; Camel lets only one route read from it"
              .formatted(route.getRouteId(), route.getInput().getEndpointUri(), other));
    }
  }
}
