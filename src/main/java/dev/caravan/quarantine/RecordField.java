package dev.caravan.quarantine;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import dev.caravan.config.JsonPaths;
import java.util.Map;
import java.util.Optional;

/** A field of records, by its name or, for what lies deeper, by a JSONPath. */
public final class RecordField {
  private final String name;
  private final Optional<JsonPath> path;

  /**
   * Names a field.
   *
   * @param parameter the kamelet parameter, for the error
   * @param text a name, or a JSONPath when it begins with a dollar sign
   * @throws IllegalArgumentException when the text is no JSONPath
   */
  public RecordField(String parameter, String text) {
    this.name = text;
    try {
      this.path = text.startsWith("$") ? Optional.of(JsonPath.compile(text)) : Optional.empty();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "%s '%s' is neither the name of a field nor a JSONPath such as $.id: %s"
              .formatted(parameter, text, e.getMessage()),
          e);
    }
  }

  /** The name or the path, as it was given. */
  public String name() {
    return name;
  }

  /** What a record holds there, or null. */
  Object in(Map<?, ?> record) {
    return path.isPresent() ? path.get().read(record, JsonPaths.QUIET) : record.get(name);
  }
}
