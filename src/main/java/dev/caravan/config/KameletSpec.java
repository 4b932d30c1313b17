package dev.caravan.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The parameters of one of Caravan's kamelets, read from the kamelet itself.
 *
 * @param name the kamelet's name
 * @param parameters by name, in the order of the definition
 * @param dependencies what it needs, as {@code camel:kafka}
 */
record KameletSpec(
    String name, Map<String, KameletParameter> parameters, List<String> dependencies) {
  private static final String BEAN = "bean:";
  private static final String PRECISE = "urn:caravan:";

  /** Reads {@code kamelets/NAME.kamelet.yaml} from the class path; empty when there is none. */
  static Optional<KameletSpec> load(String name) {
    String file = "/kamelets/" + name + ".kamelet.yaml";
    try (InputStream yaml = KameletSpec.class.getResourceAsStream(file)) {
      return yaml == null ? Optional.empty() : Optional.of(parse(name, yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KameletSpec parse(String name, InputStream yaml) {
    Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
    Map<?, ?> definition = map(map(root, "spec"), "definition");
    List<?> required = Objects.requireNonNullElse((List<?>) definition.get("required"), List.of());
    Map<String, KameletParameter> parameters = new LinkedHashMap<>();
    map(definition, "properties")
        .forEach(
            (key, value) ->
                parameters.put((String) key, parameter((String) key, (Map<?, ?>) value, required)));
    List<String> dependencies =
        ((List<?>) Objects.requireNonNull(map(root, "spec").get("dependencies")))
            .stream().map(String::valueOf).toList();
    return new KameletSpec(name, parameters, dependencies);
  }

  private static KameletParameter parameter(String name, Map<?, ?> declared, List<?> required) {
    List<?> allowed = Objects.requireNonNullElse((List<?>) declared.get("enum"), List.of());
    return new KameletParameter(
        name,
        type(declared),
        required.contains(name),
        allowed.stream().map(String::valueOf).toList(),
        String.valueOf(declared.get("example")),
        Objects.toString(declared.get("default"), ""));
  }

  /**
   * More precise than JSON's types, in the two ways that the definition of kamelets has room for: a
   * format that visual editors know, for beans, and descriptors of our own.
   */
  private static String type(Map<?, ?> declared) {
    if (String.valueOf(declared.get("format")).startsWith(BEAN)) {
      return "bean";
    }
    List<?> descriptors =
        Objects.requireNonNullElse((List<?>) declared.get("x-descriptors"), List.of());
    return descriptors.stream()
        .map(String::valueOf)
        .filter(descriptor -> descriptor.startsWith(PRECISE))
        .map(descriptor -> descriptor.substring(PRECISE.length()))
        .findFirst()
        .orElse(String.valueOf(declared.get("type")));
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return (Map<?, ?>) Objects.requireNonNull(parent.get(key), key);
  }
}
