package dev.caravan.response;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.caravan.config.JsonPaths;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSONPath into a response, compiled once. */
public final class JsonPathTo {
  private static final String ALL = "[*]";
  private static final String FILTER = "[?]";

  /** Where a path begins to choose: by a wildcard, a filter or a part of a list. */
  private static final Pattern CHOICE = Pattern.compile("\\[(\\*|\\?|-?\\d*:)");

  private static final Pattern ELEMENT = Pattern.compile("(.+)\\[-?\\d+\\]");

  private final JsonPath compiled;

  /**
   * Compiles a path.
   *
   * @param parameter the kamelet parameter, for the error
   * @throws IllegalArgumentException when the text is no JSONPath
   */
  public JsonPathTo(String parameter, String text) {
    try {
      this.compiled = JsonPath.compile(text);
    } catch (InvalidPathException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          parameter + " '" + text + "' is not a JSONPath such as $.data: " + e.getMessage(), e);
    }
  }

  /** A field of a record, by its name or by a JSONPath. */
  public static JsonPathTo field(String parameter, String text) {
    String name = text.replace("\\", "\\\\").replace("'", "\\'");
    return new JsonPathTo(parameter, text.startsWith("$") ? text : "$['" + name + "']");
  }

  /** Whether the path leaves out what does not match a filter. */
  public boolean hasFilter() {
    return compiled.getPath().contains(FILTER);
  }

  /** The path of the list whose one element the path names; empty when it names none. */
  public Optional<String> listOfElement() {
    Matcher element = ELEMENT.matcher(compiled.getPath());
    return element.matches() ? Optional.of(element.group(1)) : Optional.empty();
  }

  /** The value at the path; empty when there is none or it is null. */
  public Optional<Object> find(Object body) {
    return body == null
        ? Optional.empty()
        : Optional.ofNullable(compiled.read(body, JsonPaths.QUIET));
  }

  /**
   * Whether the path leads anywhere, be it to null. A path with a wildcard leads somewhere when it
   * finds anything, or when what the wildcard stands for is there but empty; so does a filter that
   * lets nothing through.
   */
  public boolean exists(Object body) {
    try {
      Object found = compiled.read(body, JsonPaths.LOUD);
      return compiled.isDefinite()
          || found instanceof List<?> list && !list.isEmpty()
          || leadsToNothing(compiled.getPath(), body);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * What an API paged of what the path finds: the list that a filter chooses from, or whose
   * elements hold what is found.
   *
   * @param found what the path finds
   */
  public List<?> paged(Object body, List<?> found) {
    String path = compiled.getPath();
    Matcher choice = CHOICE.matcher(path);
    if (compiled.isDefinite() || !choice.find()) {
      return found;
    }
    Object list = JsonPath.compile(path.substring(0, choice.start())).read(body, JsonPaths.QUIET);
    return list instanceof List<?> rows
        ? rows
        : list instanceof Map<?, ?> object ? List.copyOf(object.values()) : found;
  }

  /** Whether a path that finds nothing is right all the same. */
  private static boolean leadsToNothing(String path, Object body) {
    // Without its filter a compiled path cannot be read again, so what follows one is not looked
    // at.
    int at = path.contains(FILTER) ? path.indexOf(FILTER) : path.lastIndexOf(ALL);
    if (at < 0) {
      return false;
    }
    JsonPath before = JsonPath.compile(path.substring(0, at));
    Object found = before.read(body, JsonPaths.QUIET);
    List<?> parents = before.isDefinite() ? Collections.singletonList(found) : (List<?>) found;
    if (parents.isEmpty()) {
      return leadsToNothing(path.substring(0, at), body);
    }
    boolean mayBeNone = path.startsWith(FILTER, at) || at + ALL.length() == path.length();
    return parents.stream().allMatch(each -> mayBeNone ? each != null : isEmpty(each));
  }

  private static boolean isEmpty(Object value) {
    return value instanceof List<?> list && list.isEmpty()
        || value instanceof Map<?, ?> map && map.isEmpty();
  }

  @Override
  public String toString() {
    return compiled.getPath();
  }
}
