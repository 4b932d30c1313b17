package dev.caravan.children.parents;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path with the parent's columns as placeholders: {@code /orders/{order_id}/lines?limit=100}.
 * Values are percent-encoded, so that none can leave its place (RFC 3986, 2.1). Immutable.
 */
public final class PathTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Set<String> PLAIN = Set.of(",", ";", ":");
  private static final Set<String> DOTS = Set.of(".", "..");

  private final String text;
  private final List<String> columns;

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException when it has no placeholder, or a brace that belongs to none
   */
  public PathTemplate(String text) {
    this.text = text;
    this.columns =
        PLACEHOLDER
            .matcher(text)
            .results()
            .map(found -> found.group(1).toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    String rest = PLACEHOLDER.matcher(text).replaceAll("");
    if (rest.contains("{") || rest.contains("}")) {
      throw new IllegalArgumentException(
          "path '" + text + "' has a brace that belongs to no column name; write {column}");
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "path '"
              + text
              + "' has no placeholder, so each parent would ask for the same; name a column of the"
              + " parents in braces, as in /orders/{order_id}/items");
    }
  }

  /** The columns that it needs, in lower case. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The path of one parent.
   *
   * @param values by column; empty is given when one of them cannot stand in a path
   */
  public Optional<String> fill(Map<String, Object> values) {
    if (columns.stream().anyMatch(column -> !isUsable(values.get(column)))) {
      return Optional.empty();
    }
    Matcher placeholder = PLACEHOLDER.matcher(text);
    return Optional.of(
        placeholder.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    encode(values.get(found.group(1).toLowerCase(Locale.ROOT)).toString()))));
  }

  /**
   * The path of several parents at once.
   *
   * @param all the values of each by column; empty is given when one cannot stand in the path
   * @param separator between the values of one column
   */
  Optional<String> fill(List<Map<String, Object>> all, String separator) {
    if (all.size() == 1) {
      return fill(all.get(0));
    }
    boolean usable =
        all.stream().allMatch(values -> columns.stream().allMatch(c -> isUsable(values.get(c))));
    return usable
        ? Optional.of(
            PLACEHOLDER
                .matcher(text)
                .replaceAll(
                    found ->
                        Matcher.quoteReplacement(
                            joined(found.group(1).toLowerCase(Locale.ROOT), all, separator))))
        : Optional.empty();
  }

  private static String joined(String column, List<Map<String, Object>> all, String separator) {
    // Commas and the like may stand in a query as they are, and not every server decodes them.
    String between = PLAIN.contains(separator) ? separator : encode(separator);
    return all.stream()
        .map(values -> encode(values.get(column).toString()))
        .collect(Collectors.joining(between));
  }

  /** An empty segment or one of dots would be another path. */
  private static boolean isUsable(Object value) {
    return value != null && !value.toString().isEmpty() && !DOTS.contains(value.toString());
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text;
  }
}
