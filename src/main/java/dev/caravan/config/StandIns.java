package dev.caravan.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.util.URISupport;

/**
 * Puts the example of a parameter in place of a value that it does not take, and takes out what
 * does not exist: a route that may be built, and shows what else is wrong with it.
 */
final class StandIns {
  private final CamelContext context;
  private final Function<KameletUse, Optional<KameletSpec>> specs;
  private final Consumer<String> names;

  /**
   * @param names takes the parameters that were changed
   */
  StandIns(
      CamelContext context,
      Function<KameletUse, Optional<KameletSpec>> specs,
      Consumer<String> names) {
    this.context = context;
    this.specs = specs;
    this.names = names;
  }

  /** Changes a route; empty when it names a kamelet or a bean that there is not. */
  Optional<RouteDefinition> putInto(RouteDefinition route) {
    List<KameletUse> uses = KameletUse.in(route);
    if (uses.stream().anyMatch(use -> specs.apply(use).isEmpty() || namesNoBean(use))) {
      return Optional.empty();
    }
    KameletUse.input(route)
        .ifPresent(use -> route.getInput().setUri(fixed(route.getInput().getEndpointUri(), use)));
    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
        .forEach(
            step ->
                KameletUse.of(step.getEndpointUri(), route)
                    .ifPresent(use -> step.setUri(fixed(step.getEndpointUri(), use))));
    return Optional.of(route);
  }

  private boolean namesNoBean(KameletUse use) {
    return specs.apply(use).orElseThrow().parameters().values().stream()
        .filter(parameter -> "bean".equals(parameter.type()))
        .filter(parameter -> use.parameters().containsKey(parameter.name()))
        .map(parameter -> resolved(use.parameters().get(parameter.name())))
        .anyMatch(
            name -> name.filter(any -> context.getRegistry().lookupByName(any) != null).isEmpty());
  }

  private String fixed(String uri, KameletUse use) {
    KameletSpec spec = specs.apply(use).orElseThrow();
    Map<String, Object> whole = new LinkedHashMap<>();
    Set<String> changed = new HashSet<>();
    use.parameters()
        .forEach(
            (name, value) -> {
              KameletParameter parameter = spec.parameters().get(name);
              if (parameter == null) {
                changed.add(name);
              } else if (takes(parameter, value)) {
                whole.put(name, "RAW(" + value + ")");
              } else {
                whole.put(name, "RAW(" + parameter.example() + ")");
                changed.add(name);
              }
            });
    spec.parameters().values().stream()
        .filter(KameletParameter::required)
        .filter(missing -> !whole.containsKey(missing.name()))
        .peek(missing -> changed.add(missing.name()))
        .forEach(missing -> whole.put(missing.name(), "RAW(" + missing.example() + ")"));
    changed.forEach(names);
    return changed.isEmpty()
        ? uri
        : uri.replaceFirst("(?s)\\?.*", "") + "?" + URISupport.createQueryString(whole);
  }

  private boolean takes(KameletParameter parameter, Object value) {
    return resolved(value).filter(text -> ValueRule.broken(parameter, text).isEmpty()).isPresent();
  }

  private Optional<String> resolved(Object value) {
    try {
      return Optional.of(context.resolvePropertyPlaceholders(String.valueOf(value)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
