package dev.caravan.config;

import java.util.Set;
import java.util.function.Function;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;

/**
 * Names of beans as visual editors write them, {@code #shop} or {@code #bean:shop}, made the plain
 * names that Caravan's kamelets take, which are also the names of quotas, of addresses and in logs.
 */
final class BeanNames {
  private BeanNames() {}

  /**
   * Rewrites the uses of Caravan's kamelets in a route that is not built yet.
   *
   * @param beans which parameters of a use name a bean
   */
  static void simplify(RouteDefinition route, Function<KameletUse, Set<String>> beans) {
    KameletUse.input(route)
        .ifPresent(
            use ->
                route
                    .getInput()
                    .setUri(simple(route.getInput().getEndpointUri(), beans.apply(use))));
    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)
        .forEach(
            step ->
                KameletUse.of(step.getEndpointUri(), route)
                    .ifPresent(
                        use -> step.setUri(simple(step.getEndpointUri(), beans.apply(use)))));
  }

  private static String simple(String uri, Set<String> beans) {
    String plain = uri;
    for (String name : beans) {
      plain = plain.replaceFirst("([?&]" + name + "=(?:RAW\\()?)(?:#|%23)(?:bean(?::|%3A))?", "$1");
    }
    return plain;
  }
}
