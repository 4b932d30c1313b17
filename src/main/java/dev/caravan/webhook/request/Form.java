package dev.caravan.webhook.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names and values of a query or of an {@code application/x-www-form-urlencoded} body.
 *
 * @param fields by name, in the order of names; values in the order they were sent
 */
public record Form(Map<String, List<String>> fields) {
  public static final Form EMPTY = new Form(Map.of());

  /** Reads pairs; an escape that is none leaves the text as it is. */
  public static Form parse(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    Map<String, List<String>> fields = new TreeMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      fields.merge(name, List.of(value), Form::joined);
    }
    return new Form(fields);
  }

  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Each name followed by its distinct values in their order, all joined: Twilio's way. */
  public String joined() {
    StringBuilder joined = new StringBuilder();
    fields.forEach(
        (name, values) ->
            new TreeSet<>(values).forEach(value -> joined.append(name).append(value)));
    return joined.toString();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return Collections.unmodifiableList(all);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
