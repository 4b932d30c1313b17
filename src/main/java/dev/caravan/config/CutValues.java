package dev.caravan.config;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Finds values that Camel cuts at an ampersand. It joins the parameters of a YAML file to one URI
 * and splits that again, so {@code path: /orders?limit=100&format=json} sets {@code format} of the
 * kamelet, and nothing in the URI tells that it was meant for the API. So the file itself is read.
 */
final class CutValues {
  private static final String KAMELET = "kamelet:caravan-";

  /** A path with a query in a URI, and more behind it. */
  private static final Pattern OPEN_PATH =
      Pattern.compile("[?&]path=((?!RAW[({])[^&]*\\?[^&]*)&(.*)", Pattern.DOTALL);

  private final CamelContext context;
  private final Objections faults;
  private final Set<Resource> seen = Collections.newSetFromMap(new WeakHashMap<>());

  CutValues(CamelContext context, Objections faults) {
    this.context = context;
    this.faults = faults;
  }

  /**
   * Looks at the file of a route, once; a fault names the parameter and how to write it.
   *
   * @return whether nothing in it would be cut
   */
  boolean isWhole(RouteDefinition route) {
    Resource file = route.getResource();
    boolean yaml = file != null && file.getLocation().matches(".*\\.ya?ml");
    if (!yaml || !file.exists() || !firstTime(file)) {
      return true;
    }
    List<String> found = new ArrayList<>();
    try (InputStream text = file.getInputStream()) {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
      new Load(settings)
          .loadAllFromInputStream(text)
          .forEach(document -> visit(document, name(file), "without an id", found::add));
    } catch (IOException e) {
      throw new ConfigurationException(name(file) + " cannot be read: " + e.getMessage(), e);
    }
    found.forEach(faults::add);
    return found.isEmpty();
  }

  private boolean firstTime(Resource file) {
    synchronized (seen) {
      return seen.add(file);
    }
  }

  private void visit(Object node, String file, String route, Objections found) {
    if (node instanceof List<?> list) {
      list.forEach(each -> visit(each, file, route, found));
    } else if (node instanceof Map<?, ?> map) {
      boolean isRoute = map.get("from") != null && map.get("id") instanceof String;
      String inside = isRoute ? (String) map.get("id") : route;
      if (map.get("uri") instanceof String uri && uri.startsWith(KAMELET)) {
        look(uri, map.get("parameters"), file + ", route " + inside + ": ", found);
      }
      map.values().forEach(each -> visit(each, file, inside, found));
    }
  }

  private void look(String uri, Object parameters, String where, Objections found) {
    String kamelet = uri.substring("kamelet:".length()).replaceFirst("[?/].*", "");
    Matcher open = OPEN_PATH.matcher(uri);
    if (open.find()) {
      found.add(
          where
              + kamelet
              + ", parameter path: '"
              + open.group(1)
              + "' has a query, and nobody can tell where in the URI it ends; write"
              + " path=RAW(…) around the whole of it, or parameters under the uri");
    }
    if (parameters instanceof Map<?, ?> map) {
      map.forEach((name, value) -> look(where + kamelet, name, value, found));
    }
  }

  private void look(String where, Object name, Object value, Objections found) {
    if (value instanceof String text
        && !text.matches("(?s)RAW[({].*")
        && resolved(text).contains("&")) {
      boolean closes = resolved(text).contains(")&");
      found.add(
          "%s, parameter %s: Camel takes what stands behind '&' as a parameter of its own; write %s: %s"
              .formatted(where, name, name, closes ? "RAW{" + text + "}" : "RAW(" + text + ")"));
    }
  }

  private String resolved(String text) {
    try {
      return context.resolvePropertyPlaceholders(text);
    } catch (IllegalArgumentException e) {
      // A placeholder without a value is told of where the parameter is checked.
      return text;
    }
  }

  private static String name(Resource file) {
    return file.getLocation().replaceFirst("^file:", "");
  }
}
