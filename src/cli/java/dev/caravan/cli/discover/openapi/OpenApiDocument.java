package dev.caravan.cli.discover.openapi;

import dev.caravan.config.ConfigurationException;
import dev.caravan.response.ExactJson;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * An OpenAPI 3 document, as far as streams need it. References within the document are followed;
 * others are not. Read by hand, since the parsers that there are bring more than ten megabytes.
 */
public final class OpenApiDocument {
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int DEEPEST_REFERENCE = 20;

  private final Map<?, ?> root;

  private OpenApiDocument(Map<?, ?> root) {
    this.root = root;
  }

  /**
   * Reads a document, JSON or YAML.
   *
   * @throws ConfigurationException when it is none of OpenAPI 3
   */
  public static OpenApiDocument parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Object read;
    try {
      read =
          text.stripLeading().startsWith("{")
              ? ExactJson.read(bytes)
              : new Load(LoadSettings.builder().setCodePointLimit(LARGEST).build())
                  .loadFromString(text);
    } catch (IOException | YamlEngineException e) {
      throw new ConfigurationException("--openapi: it is neither JSON nor YAML: " + e.getMessage());
    }
    if (read instanceof Map<?, ?> root && String.valueOf(root.get("openapi")).startsWith("3.")) {
      return new OpenApiDocument(root);
    }
    throw new ConfigurationException("--openapi: it is no OpenAPI 3 document");
  }

  /** Where the API is, by the first server that is no template. */
  public Optional<String> server() {
    return list(root.get("servers")).stream()
        .map(server -> String.valueOf(map(server).get("url")))
        .filter(url -> !url.contains("{"))
        .findFirst();
  }

  /** The lists that a GET answers, in the order of the document. */
  public List<OpenApiList> lists() {
    List<OpenApiList> lists = new ArrayList<>();
    map(root.get("paths"))
        .forEach(
            (path, item) -> {
              Map<?, ?> get = map(map(resolved(item)).get("get"));
              if (!isOfOne(path) && !get.isEmpty() && new ResponseSchema(this, get).isList()) {
                lists.add(OpenApiList.of(this, String.valueOf(path), map(resolved(item)), get));
              }
            });
    return lists;
  }

  /** Whether a path leads to one record, which may have lists in it. */
  private static boolean isOfOne(Object path) {
    return String.valueOf(path).replaceFirst("/+$", "").endsWith("}");
  }

  /** How one proves who asks: the first scheme of those that the document asks for. */
  public Optional<OpenApiSecurity> security() {
    Map<?, ?> schemes = map(map(root.get("components")).get("securitySchemes"));
    Optional<Object> asked =
        list(root.get("security")).stream()
            .flatMap(each -> map(each).keySet().stream().map(key -> (Object) key))
            .findFirst();
    return asked
        .or(() -> schemes.keySet().stream().map(key -> (Object) key).findFirst())
        .flatMap(
            name -> OpenApiSecurity.of(map(resolved(schemes.get(name))), scopes(name), server()));
  }

  private List<String> scopes(Object scheme) {
    return list(root.get("security")).stream()
        .map(each -> map(each).get(scheme))
        .flatMap(scopes -> list(scopes).stream())
        .map(String::valueOf)
        .distinct()
        .toList();
  }

  /** A value with what it refers to in its place. */
  Object resolved(Object value) {
    Object found = value;
    for (int i = 0;
        i < DEEPEST_REFERENCE && map(found).get("$ref") instanceof String reference;
        i++) {
      found = at(reference);
    }
    return found;
  }

  private Object at(String reference) {
    if (!reference.startsWith("#/")) {
      return Map.of();
    }
    Object found = root;
    for (String step : reference.substring(2).split("/")) {
      found = map(found).get(URI.create(step).getPath().replace("~1", "/").replace("~0", "~"));
    }
    return found;
  }

  static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
