package dev.caravan.cli.discover.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A list that an API has by its document.
 *
 * @param path as it stands there, with parameters in braces
 * @param query the names of its query parameters
 * @param required those that a request must have
 */
public record OpenApiList(String path, List<String> query, List<String> required) {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

  static OpenApiList of(OpenApiDocument document, String path, Map<?, ?> item, Map<?, ?> get) {
    List<String> query = new ArrayList<>();
    List<String> required = new ArrayList<>();
    Stream.concat(
            OpenApiDocument.list(item.get("parameters")).stream(),
            OpenApiDocument.list(get.get("parameters")).stream())
        .map(parameter -> OpenApiDocument.map(document.resolved(parameter)))
        .filter(parameter -> "query".equals(parameter.get("in")))
        .forEach(
            parameter -> {
              String name = String.valueOf(parameter.get("name"));
              query.add(name);
              boolean deep = "deepObject".equals(parameter.get("style"));
              if (deep) {
                OpenApiDocument.map(
                        OpenApiDocument.map(document.resolved(parameter.get("schema")))
                            .get("properties"))
                    .keySet()
                    .forEach(inner -> query.add(name + "[" + inner + "]"));
              }
              if (Boolean.TRUE.equals(parameter.get("required"))) {
                required.add(name);
              }
            });
    return new OpenApiList(path, List.copyOf(query), List.copyOf(required));
  }

  /** The names of the parameters in its path. */
  public List<String> parameters() {
    return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
  }

  /** The path of the list whose records the one parameter stands for. */
  public Optional<String> parent() {
    Matcher child = Pattern.compile("(.*)/\\{[^}]*}/[^{}]+").matcher(path);
    return child.matches() && parameters().size() == 1
        ? Optional.of(child.group(1))
        : Optional.empty();
  }

  /** The last name in the path. */
  public String name() {
    return path.replaceFirst("/+$", "").replaceFirst(".*/", "");
  }

  /** The path with a value for its one parameter. */
  public String with(String value) {
    return PARAMETER.matcher(path).replaceAll(Matcher.quoteReplacement(value));
  }
}
