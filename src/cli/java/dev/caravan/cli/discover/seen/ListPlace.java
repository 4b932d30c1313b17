package dev.caravan.cli.discover.seen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A list of objects in a response, which may be the records.
 *
 * @param path its JSONPath
 * @param size how many objects
 */
public record ListPlace(String path, int size) {
  private static final int DEEPEST = 5;
  private static final String WRAPPED = "node";

  /** Beside the records, not they. */
  private static final String BESIDE =
      "(?i).*\\.(errors?|warnings|links|included|includes|messages|facets|aggregations|filters|fields|columns|schema)";

  private static final String USUAL =
      "(?i).*\\.(data|items|results|records|entries|docs|hits|rows|objects|values|elements|content|value|list|nodes)(\\[\\*\\]\\.node)?";

  /** Whether it may be the records as well as another list of the response. */
  public boolean isRival(ListPlace other, String name) {
    boolean beside = path.matches(BESIDE) || size < 2;
    boolean likelier = other.isLikely(name) && !isLikely(name);
    return !path.equals(other.path) && !beside && !likelier;
  }

  private boolean isLikely(String name) {
    return path.matches(USUAL) || path.replaceFirst(".*\\.", "").equalsIgnoreCase(name);
  }

  /** All lists of a response, the likeliest first. */
  public static List<ListPlace> in(Object body) {
    List<ListPlace> found = new ArrayList<>();
    search(body, "$", 0, found);
    found.sort(
        Comparator.comparing((ListPlace place) -> place.path().matches(BESIDE))
            .thenComparing(place -> -place.size()));
    return found;
  }

  private static void search(Object value, String path, int depth, List<ListPlace> found) {
    if (value instanceof List<?> list
        && !list.isEmpty()
        && list.stream().allMatch(Map.class::isInstance)) {
      boolean edges =
          list.stream().allMatch(each -> ((Map<?, ?>) each).get(WRAPPED) instanceof Map);
      found.add(new ListPlace(edges ? path + "[*]." + WRAPPED : path, list.size()));
    } else if (value instanceof Map<?, ?> object && depth < DEEPEST) {
      object.forEach(
          (name, inner) ->
              JsonNames.step(path, name).ifPresent(step -> search(inner, step, depth + 1, found)));
    }
  }
}
