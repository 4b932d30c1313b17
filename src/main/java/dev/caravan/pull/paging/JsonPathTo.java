package dev.caravan.pull.paging;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.jayway.jsonpath.spi.mapper.JsonSmartMappingProvider;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSONPath into an answer, compiled once. */
public final class JsonPathTo {
  /** Named rather than left to the library's defaults, which are the JVM's and may be a hub's. */
  private static final Configuration LOUD =
      Configuration.builder()
          .jsonProvider(new JsonSmartJsonProvider())
          .mappingProvider(new JsonSmartMappingProvider())
          .build();

  private static final Configuration QUIET = LOUD.addOptions(Option.SUPPRESS_EXCEPTIONS);
  private static final Pattern WILDCARD_END = Pattern.compile("(\\[\\*\\]|\\.\\*)$");

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

  /** The value at the path; empty when there is none or it is null. */
  public Optional<Object> find(Object body) {
    return body == null ? Optional.empty() : Optional.ofNullable(compiled.read(body, QUIET));
  }

  /**
   * Whether the path leads anywhere, be it to null. A path with a wildcard leads somewhere when it
   * finds anything, or when the list or object before a wildcard at its end is there, be it empty.
   */
  public boolean exists(Object body) {
    try {
      Object found = compiled.read(body, LOUD);
      return compiled.isDefinite()
          || found instanceof List<?> list && !list.isEmpty()
          || parentExists(body);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private boolean parentExists(Object body) {
    Matcher end = WILDCARD_END.matcher(compiled.getPath());
    if (!end.find()) {
      return false;
    }
    JsonPath parent = JsonPath.compile(compiled.getPath().substring(0, end.start()));
    return parent.isDefinite() && parent.read(body, QUIET) != null;
  }

  @Override
  public String toString() {
    return compiled.getPath();
  }
}
