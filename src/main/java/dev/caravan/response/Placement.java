package dev.caravan.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.api.request.Target;
import java.util.Map;
import java.util.Optional;

/**
 * A place in a request: {@code cursor}, a query parameter, {@code header:X-Cursor}, or {@code
 * body:variables.after}, a field of the JSON body. With more around the value, such as an operator:
 * {@code filter=updated_at gt {}}.
 */
public sealed interface Placement {
  /** Names separated by dots. */
  String PATH = "[^.]+(\\.[^.]+)*";

  /** Stands for the value within a longer text. */
  String VALUE = "{}";

  /** The request with a value at the place. */
  Target put(Target target, String value);

  /** Whether a request has a value there. */
  boolean isIn(Target target);

  /**
   * The same with a value that is a text even if it reads as a number, unless a number is there.
   */
  default Target putText(Target target, String value) {
    return put(target, value);
  }

  /**
   * Reads the text form.
   *
   * @param parameter the kamelet's parameter, for the error
   * @throws IllegalArgumentException when it names no place
   */
  static Placement parse(String parameter, String text) {
    int equals = text.indexOf('=');
    if (equals > 0 && text.indexOf(VALUE, equals) > 0) {
      return new Within(parse(parameter, text.substring(0, equals)), text.substring(equals + 1));
    }
    if (text.isBlank()
        || !text.matches("header:" + Locator.NAME + "|body:" + PATH + "|(?!header:|body:).+")) {
      throw new IllegalArgumentException(
          parameter
              + " '"
              + text
              + "' is neither a query parameter, header:NAME nor body:path.to.field");
    }
    if (text.startsWith("header:")) {
      return new InHeader(text.substring("header:".length()));
    }
    return text.startsWith("body:")
        ? new InBody(text.substring("body:".length()))
        : new InQuery(text);
  }

  /** A place that takes more than the value, such as {@code filter=updated_at gt {}}. */
  record Within(Placement place, String text) implements Placement {
    @Override
    public String toString() {
      return place + "=" + text;
    }

    @Override
    public Target put(Target target, String value) {
      return place.put(target, text.replace(VALUE, value));
    }

    @Override
    public boolean isIn(Target target) {
      return place.isIn(target);
    }
  }

  /**
   * Reads the text form of a place that may also take an object, whose members go there each by its
   * own name: {@code *}, all of them query parameters, or {@code body:*} and {@code
   * body:variables.*}, all of them fields of the JSON body.
   *
   * @throws IllegalArgumentException when it names no place
   */
  static Placement parseAny(String parameter, String text) {
    if (text.equals("*")) {
      return new Spread(Optional.empty());
    }
    return text.matches("body:(" + PATH + "\\.)?\\*")
        ? new Spread(Optional.of(text.substring("body:".length(), text.length() - 1)))
        : parse(parameter, text);
  }

  /**
   * Many places at once: the value is the text of a JSON object.
   *
   * @param inBody where in the body its members go, ending with a dot; empty for the query
   */
  record Spread(Optional<String> inBody) implements Placement {
    private static final ObjectMapper JSON =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Override
    public Target put(Target target, String value) {
      Target filled = target;
      for (Map.Entry<String, JsonNode> member : members(value).properties()) {
        JsonNode each = member.getValue();
        filled =
            inBody.isPresent()
                ? filled.withBodyField(inBody.get() + member.getKey(), each)
                : filled.withQuery(
                    member.getKey(), each.isTextual() ? each.textValue() : each.toString());
      }
      return filled;
    }

    /** Its members have names of the API's choice. */
    @Override
    public boolean isIn(Target target) {
      return false;
    }

    private static JsonNode members(String value) {
      try {
        JsonNode json = JSON.readTree(value);
        if (json.isObject()) {
          return json;
        }
      } catch (JsonProcessingException e) {
        // Said below, together with what is JSON and no object.
      }
      throw new PagingException(
          "the position '"
              + value
              + "' is no JSON object, whose members cursorParam sends each by its own name");
    }
  }

  /** A query parameter. */
  record InQuery(String name) implements Placement {
    @Override
    public String toString() {
      return name;
    }

    @Override
    public Target put(Target target, String value) {
      return target.withQuery(name, value);
    }

    @Override
    public boolean isIn(Target target) {
      return target.hasQuery(name);
    }
  }

  /** A header. */
  record InHeader(String name) implements Placement {
    @Override
    public String toString() {
      return "header:" + name;
    }

    @Override
    public Target put(Target target, String value) {
      return target.withHeader(name, value);
    }

    @Override
    public boolean isIn(Target target) {
      return target.headers().containsKey(name);
    }
  }

  /** A field of the JSON body, its path separated by dots. */
  record InBody(String path) implements Placement {
    @Override
    public String toString() {
      return "body:" + path;
    }

    @Override
    public Target put(Target target, String value) {
      return target.withBodyField(path, value);
    }

    @Override
    public boolean isIn(Target target) {
      return target.hasBodyField(path);
    }

    @Override
    public Target putText(Target target, String value) {
      return put(target, target.hasNumber(path) ? value : Target.typed(value));
    }
  }
}
