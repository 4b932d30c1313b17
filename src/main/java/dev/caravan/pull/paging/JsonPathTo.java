package dev.caravan.pull.paging;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import java.util.Optional;

/** A JSONPath into an answer, compiled once. */
public final class JsonPathTo {
  private static final Configuration QUIET =
      Configuration.defaultConfiguration().addOptions(Option.SUPPRESS_EXCEPTIONS);

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

  /** The value at the path; empty when there is none or it is null. */
  public Optional<Object> find(Object body) {
    return body == null ? Optional.empty() : Optional.ofNullable(compiled.read(body, QUIET));
  }

  /** Whether the path leads anywhere, be it to null. */
  public boolean exists(Object body) {
    try {
      compiled.read(body, Configuration.defaultConfiguration());
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return compiled.getPath();
  }
}
