package dev.caravan.rules;

import static dev.caravan.rules.YamlFile.map;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.BaseOptionModel;

/** What Caravan's YAML keeps beyond Camel's own schema. Each rule gives what breaks it. */
final class YamlRules {
  /** Takes what comes next from beside the exchange, of which each turn has a fresh one. */
  private static final String TAKES_PAGES = "${bean:caravanWritePages?method=take}";

  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\??)([^{}:]+)(:[^{}]*)?}}");
  private static final List<String> DESCRIBED = List.of("title", "description", "type", "example");

  /** What Camel's kamelet component takes for itself before a kamelet sees its parameters. */
  private static final Set<String> KAMELET_OPTIONS =
      new DefaultCamelCatalog()
          .componentModel("kamelet").getEndpointParameterOptions().stream()
              .map(BaseOptionModel::getName)
              .collect(Collectors.toUnmodifiableSet());

  private YamlRules() {}

  static List<String> routeIds(YamlFile file) {
    return file.elements("route").stream()
        .map(route -> String.valueOf(route.get("id")))
        .filter(id -> !KEBAB.matcher(id).matches())
        .map(id -> file.path() + ": a route has the id " + id + ", which is not kebab-case")
        .toList();
  }

  /** For the routes in the jar: a hub's names and error handling stay its own. */
  static List<String> ownRoutes(YamlFile file) {
    List<String> broken = new ArrayList<>();
    for (Map<?, ?> route : file.elements("route")) {
      String id = String.valueOf(route.get("id"));
      if (!id.startsWith("caravan-")) {
        broken.add(file.path() + ": route " + id + " does not begin with caravan-");
      }
      if (!"caravan".equals(route.get("routeConfigurationId"))) {
        broken.add(file.path() + ": route " + id + " lacks routeConfigurationId: caravan");
      }
    }
    steps(file)
        .map(step -> String.valueOf(step.field("id").orElse("caravan-")))
        .filter(id -> !id.startsWith("caravan-"))
        .forEach(id -> broken.add(file.path() + ": step " + id + " does not begin with caravan-"));
    for (Map<?, ?> configuration : file.elements("routeConfiguration")) {
      if (!"caravan".equals(configuration.get("id"))) {
        broken.add(file.path() + ": a routeConfiguration without the id caravan meets all routes");
      }
    }
    return broken;
  }

  /** For what is in the jar: every step can be named by tests, metrics and operators. */
  static List<String> stepIds(YamlFile file) {
    return steps(file)
        .filter(step -> !KEBAB.matcher(String.valueOf(step.field("id").orElse(""))).matches())
        .map(step -> file.path() + ": a step " + step.key() + " has no kebab-case id: " + step)
        .toList();
  }

  private static Stream<YamlFile.Entry> steps(YamlFile file) {
    return file.entries().stream()
        .flatMap(
            entry ->
                switch (entry.key()) {
                  case "steps" ->
                      ((List<?>) entry.value())
                          .stream()
                              .flatMap(step -> map(step).entrySet().stream())
                              .map(
                                  step ->
                                      new YamlFile.Entry(
                                          String.valueOf(step.getKey()), step.getValue()));
                  case "doCatch" ->
                      ((List<?>) entry.value())
                          .stream().map(clause -> new YamlFile.Entry("doCatch", clause));
                  default -> Stream.empty();
                });
  }

  /** Settings of Camel that lose data or hang, each seen on Camel 4.18. */
  static List<String> traps(YamlFile file) {
    List<String> broken = new ArrayList<>();
    for (YamlFile.Entry entry : file.entries()) {
      if (entry.key().equals("loop")
          && !isFalse(entry.field("copy").orElse(true))
          && !entry.field("simple").filter(TAKES_PAGES::equals).isPresent()) {
        broken.add(file.path() + ": a loop without copy: false starts each round anew: " + entry);
      }
      if (entry.key().equals("eager") && !isFalse(entry.value())) {
        broken.add(file.path() + ": eager: true takes a failed record for seen");
      }
      if ("ConcurrentRequests".equals(entry.value())) {
        broken.add(file.path() + ": a throttle by ConcurrentRequests hangs in a loop");
      }
      if (entry.key().equals("removeHeaders")
          && "*".equals(entry.field("pattern").orElse(entry.value()))
          && entry.field("excludePattern").isEmpty()) {
        broken.add(file.path() + ": removeHeaders * makes Camel lose count of redeliveries");
      }
    }
    return broken;
  }

  private static boolean isFalse(Object value) {
    return "false".equals(String.valueOf(value));
  }

  /** A kamelet's parameters are described, used and declared. */
  static List<String> kamelet(YamlFile file) {
    List<String> broken = new ArrayList<>();
    String name = String.valueOf(file.at("metadata", "name"));
    if (!file.path().getFileName().toString().equals(name + ".kamelet.yaml")) {
      broken.add(file.path() + ": metadata.name is " + name + ", unlike the file");
    }
    Map<?, ?> declared = map(file.at("spec", "definition", "properties"));
    Object required = file.at("spec", "definition", "required");
    Set<String> plain = new TreeSet<>();
    Set<String> optional = new TreeSet<>();
    collectPlaceholders(file.at("spec", "template"), plain, optional);
    declared.forEach(
        (parameter, description) -> {
          String where = file.path() + ": parameter " + parameter;
          DESCRIBED.stream()
              .filter(field -> map(description).get(field) == null)
              .forEach(field -> broken.add(where + " has no " + field));
          if (!plain.contains(parameter) && !optional.contains(parameter)) {
            broken.add(where + " is declared and not used");
          }
          boolean given =
              required instanceof List<?> names && names.contains(parameter)
                  || map(description).containsKey("default");
          if (plain.contains(parameter) && !given) {
            broken.add(where + " is neither required nor has a default, yet used without {{?}}");
          }
        });
    if (file.at("spec", "template", "beans") instanceof List<?> beans) {
      // Camel takes a parameter's value that is the name of a bean here for that bean.
      beans.stream()
          .map(bean -> String.valueOf(map(bean).get("name")))
          .filter(bean -> !bean.startsWith("caravan"))
          .forEach(bean -> broken.add(file.path() + ": bean " + bean + " may be a value, too"));
    }
    declared.keySet().stream()
        .filter(KAMELET_OPTIONS::contains)
        .forEach(
            parameter ->
                broken.add(
                    file.path()
                        + ": parameter "
                        + parameter
                        + " is an option of Camel's own for kamelet:, and would never arrive"));
    Set<String> unknown = new LinkedHashSet<>(plain);
    unknown.addAll(optional);
    unknown.removeAll(declared.keySet());
    unknown.removeAll(templateBeans(file));
    unknown.removeIf(used -> used.equals("parentRouteId") || used.startsWith("caravan."));
    unknown.forEach(used -> broken.add(file.path() + ": {{" + used + "}} is not declared"));
    return broken;
  }

  private static List<String> templateBeans(YamlFile file) {
    return file.at("spec", "template", "beans") instanceof List<?> beans
        ? beans.stream().map(bean -> String.valueOf(map(bean).get("name"))).toList()
        : List.of();
  }

  private static void collectPlaceholders(Object value, Set<String> plain, Set<String> optional) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(inner -> collectPlaceholders(inner, plain, optional));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> collectPlaceholders(inner, plain, optional));
    } else if (value instanceof String text) {
      Matcher placeholder = PLACEHOLDER.matcher(text);
      while (placeholder.find()) {
        (placeholder.group(1).isEmpty() ? plain : optional).add(placeholder.group(2));
      }
    }
  }
}
