package dev.caravan.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a page request asks for, as the strategies change it. Immutable.
 *
 * @param method {@code GET} or {@code POST}
 * @param url absolute, percent-encoded
 * @param headers that the stream or its paging adds
 * @param body the JSON body of a POST
 */
public record Target(String method, URI url, Map<String, String> headers, Optional<JsonNode> body) {
  /** As JSON writes it, of any length: ids of 64 bits have up to 19 digits, epochs a fraction. */
  private static final String NUMBER = "-?(0|[1-9]\\d{0,99})(\\.\\d{1,99})?";

  /** The same with a query parameter, in place of one of that name. */
  public Target withQuery(String name, String value) {
    Stream<String> others =
        url.getRawQuery() == null
            ? Stream.empty()
            : Arrays.stream(url.getRawQuery().split("&"))
                .filter(pair -> !pair.isEmpty())
                .filter(pair -> !decodedName(pair).equals(name));
    String query =
        Stream.concat(others, Stream.of(encode(name) + "=" + encode(value)))
            .collect(Collectors.joining("&"));
    String whole = url.toString();
    int mark = whole.indexOf('?');
    return at(URI.create((mark < 0 ? whole : whole.substring(0, mark)) + "?" + query));
  }

  /** Whether there is a query parameter of that name. */
  public boolean hasQuery(String name) {
    return url.getRawQuery() != null
        && Arrays.stream(url.getRawQuery().split("&"))
            .anyMatch(pair -> decodedName(pair).equals(name));
  }

  /** The same with a header. */
  public Target withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Target(method, url, Map.copyOf(more), body);
  }

  /**
   * The same with a field of the body, its path separated by dots; objects on the way are made, and
   * an element of a list is named by its number, from 0.
   *
   * @throws IllegalArgumentException when the body is no JSON object, or a list has no such element
   */
  public Target withBodyField(String path, String value) {
    return withBodyField(path, (Function<JsonNode, JsonNode>) before -> valueFor(before, value));
  }

  /** The same with a value of JSON, such as a number that stays one. */
  public Target withBodyField(String path, JsonNode value) {
    return withBodyField(path, (Function<JsonNode, JsonNode>) before -> value);
  }

  private Target withBodyField(String path, Function<JsonNode, JsonNode> put) {
    JsonNode copy = body.<JsonNode>map(JsonNode::deepCopy).orElse(null);
    if (!(copy instanceof ObjectNode)) {
      throw new IllegalArgumentException(
          "body:" + path + " needs a body that is a JSON object; set body");
    }
    String[] steps = path.split("\\.");
    JsonNode parent = copy;
    for (int i = 0; i < steps.length - 1; i++) {
      parent = inner(parent, steps[i], path);
    }
    String last = steps[steps.length - 1];
    if (parent instanceof ArrayNode list) {
      int at = index(list, last, path);
      list.set(at, put.apply(list.get(at)));
    } else {
      ((ObjectNode) parent).set(last, put.apply(parent.path(last)));
    }
    return new Target(method, url, headers, Optional.of(copy));
  }

  /** What a step leads to: an object or a list; an object is made where there is neither. */
  private static JsonNode inner(JsonNode parent, String step, String path) {
    if (parent instanceof ArrayNode list) {
      int at = index(list, step, path);
      JsonNode element = list.get(at);
      return element.isContainerNode() ? element : setObject(list, at);
    }
    JsonNode field = parent.path(step);
    return field.isContainerNode() ? field : ((ObjectNode) parent).putObject(step);
  }

  private static ObjectNode setObject(ArrayNode list, int at) {
    ObjectNode made = list.objectNode();
    list.set(at, made);
    return made;
  }

  private static int index(ArrayNode list, String step, String path) {
    if (step.matches("\\d{1,6}") && Integer.parseInt(step) < list.size()) {
      return Integer.parseInt(step);
    }
    throw new IllegalArgumentException(
        "body:%s leads into a list of %d elements, which has no '%s'; name one by its number, from 0"
            .formatted(path, list.size(), step));
  }

  /** Whether the body has a field at a path. */
  public boolean hasBodyField(String path) {
    return body.filter(json -> json.at("/" + path.replace('.', '/')).isValueNode()).isPresent();
  }

  /** Whether the body has a number at a path. */
  public boolean hasNumber(String path) {
    return body.filter(json -> json.at("/" + path.replace('.', '/')).isNumber()).isPresent();
  }

  /** The same at another URL. */
  public Target at(URI other) {
    return new Target(method, other, headers, body);
  }

  /** A number stays a number, unless there was a text before; a quoted text is a text. */
  private static JsonNode valueFor(JsonNode before, String value) {
    if (value.matches(NUMBER) && !before.isTextual()) {
      return DecimalNode.valueOf(new BigDecimal(value));
    }
    return TextNode.valueOf(value.matches("\"" + NUMBER + "\"") ? value.replace("\"", "") : value);
  }

  /** A value as {@link #withBodyField} takes it: a text that reads as a number is quoted. */
  public static String typed(Object value) {
    return value instanceof String text && text.matches(NUMBER)
        ? '"' + text + '"'
        : String.valueOf(value);
  }

  /** The name of a parameter; people and servers encode the same name differently. */
  private static String decodedName(String pair) {
    return URLDecoder.decode(pair.replaceFirst("=.*$", ""), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
