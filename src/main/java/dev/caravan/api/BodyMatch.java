package dev.caravan.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.caravan.config.JsonPaths;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A question to a JSON body: is there something at a JSONPath, or a certain value. Null, false, 0
 * and whatever is empty are nothing.
 */
public record BodyMatch(JsonPath path, Optional<String> value) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads {@code $.path} or {@code $.path=value}.
   *
   * @throws IllegalArgumentException naming the property when it is neither
   */
  public static BodyMatch parse(String name, String text) {
    int equals = equalsSign(text);
    String path = (equals < 0 ? text : text.substring(0, equals)).strip();
    try {
      if (path.startsWith("$")) {
        return new BodyMatch(
            JsonPath.compile(path),
            equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1).strip()));
      }
    } catch (InvalidPathException | IllegalArgumentException e) {
      // Said below, with the name and the rule.
    }
    throw new IllegalArgumentException(
        name + " '" + text + "' is not a JSONPath such as $.error, or $.error.code=rate_limited");
  }

  /** Whether the answer is yes for a body. */
  public boolean isIn(byte[] body) {
    try {
      Object json = body.length == 0 ? null : JSON.readValue(body, Object.class);
      return json != null && matches(json);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the answer is yes for a parsed body, or a part of one. */
  public boolean matches(Object json) {
    return isAnswer(path.read(json, JsonPaths.QUIET));
  }

  /** What is there; empty where a value is asked for. */
  public Optional<Object> found(Object json) {
    return value.isPresent()
        ? Optional.empty()
        : Optional.ofNullable(path.read(json, JsonPaths.QUIET));
  }

  private boolean isAnswer(Object found) {
    if (found instanceof Collection<?> several && (value.isPresent() || !path.isDefinite())) {
      return several.stream().anyMatch(this::isAnswer);
    }
    return value.isPresent() ? value.get().equals(String.valueOf(found)) : isSomething(found);
  }

  private static boolean isSomething(Object found) {
    if (found instanceof Collection<?> several) {
      return !several.isEmpty();
    }
    if (found instanceof Map<?, ?> object) {
      return !object.isEmpty();
    }
    if (found instanceof Number number) {
      return new BigDecimal(number.toString()).signum() != 0;
    }
    return found != null && !found.equals(false) && !found.equals("");
  }

  /** The equals sign between path and value: the first one outside of brackets. */
  private static int equalsSign(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '(') {
        depth++;
      } else if (c == ']' || c == ')') {
        depth--;
      } else if (c == '=' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return path.getPath() + value.map(text -> "=" + text).orElse("");
  }
}
