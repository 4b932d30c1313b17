package dev.caravan.response;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a response is made of, by names and kinds: its values may be somebody's e-mail address. */
public final class Outline {
  private static final int MOST_NAMES = 20;
  private static final int LEVELS = 3;

  private Outline() {}

  /** Whether there is a list of objects in it, which may be records. */
  public static boolean mayHoldRecords(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(each -> each instanceof Map || mayHoldRecords(each));
    }
    return value instanceof Map<?, ?> object
        && object.values().stream().anyMatch(Outline::mayHoldRecords);
  }

  /** Such as {@code {data: list of 2 {id: number, name: text}, next: null}}. */
  public static String of(Object value) {
    return of(value, LEVELS);
  }

  private static String of(Object value, int levels) {
    if (value instanceof Map<?, ?> object) {
      return levels == 0 ? "object" : names(object, levels - 1);
    }
    if (value instanceof List<?> list) {
      String first = list.isEmpty() ? "" : " " + of(list.get(0), levels);
      return "list of " + list.size() + first;
    }
    return value == null
        ? "null"
        : value instanceof Number ? "number" : value instanceof Boolean ? "boolean" : "text";
  }

  private static String names(Map<?, ?> object, int levels) {
    String more = object.size() > MOST_NAMES ? ", …}" : "}";
    return object.entrySet().stream()
        .limit(MOST_NAMES)
        .map(field -> field.getKey() + ": " + of(field.getValue(), levels))
        .collect(Collectors.joining(", ", "{", more));
  }
}
