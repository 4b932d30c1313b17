package dev.caravan.cli.discover.seen;

import dev.caravan.pull.end.Sign;
import dev.caravan.pull.end.SignNames;
import dev.caravan.pull.paging.LinkHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Something that a response says about its pages, beside the records.
 *
 * @param kind what it seems to say, by its name
 * @param place where it stands, as a parameter of a kamelet names it
 * @param name its own name, and for what stands within a next position that one's name
 * @param value as it came
 */
public record Said(Kind kind, String place, String name, Object value) {
  private static final int DEEPEST = 5;
  private static final String URL = "https?://.*|/.*|\\?.*|[^\\s?]*\\?[^\\s=]+=.*";
  private static final String CURSOR_NAMES =
      "after|cursor|token|offset|page|position|marker|bookmark|id|key|value|start";

  /** What it may say. */
  public enum Kind {
    LINK,
    URL,
    CURSOR,
    MORE,
    COUNT,
    PAGES
  }

  /** All that a response says, besides these records. */
  public static List<Said> in(Look look, List<?> rows) {
    Set<Object> records = Collections.newSetFromMap(new IdentityHashMap<>());
    records.addAll(rows);
    List<Said> found = new ArrayList<>();
    look.response().headers().forEach((name, value) -> header(name, value, found));
    if (look.response().body() instanceof Map<?, ?> object && !records.contains(object)) {
      object(object, "$", "", 0, records, found);
    }
    return found;
  }

  /** Whether a response that is all that there is has a place for what would follow. */
  public static boolean hasPlaceForMore(Look look) {
    return look.response().body() instanceof Map<?, ?> object && hasPlaceForMore(object, 0);
  }

  private static boolean hasPlaceForMore(Map<?, ?> object, int depth) {
    return depth < DEEPEST
        && object.entrySet().stream()
            .anyMatch(
                each -> {
                  String name = String.valueOf(each.getKey());
                  Object value = each.getValue();
                  boolean none = value == null || "".equals(value) || Boolean.FALSE.equals(value);
                  return value instanceof Map<?, ?> inner && hasPlaceForMore(inner, depth + 1)
                      || none
                          && (name.matches("(?i)_?next[_-]?\\w+")
                              || SignNames.isPosition(name)
                              || SignNames.ofField(name, true)
                                  .filter(Sign.Kind.MORE::equals)
                                  .isPresent());
                });
  }

  private static void header(String name, String value, List<Said> found) {
    String place = "header:" + spelled(name);
    if (name.equals("link")) {
      LinkHeader.next(value).ifPresent(link -> found.add(new Said(Kind.LINK, place, name, link)));
      return;
    }
    SignNames.ofHeader(name, value)
        .flatMap(sign -> kind(sign, value))
        .ifPresent(kind -> found.add(new Said(kind, place, name.replaceFirst("^x-", ""), value)));
  }

  /** HTTP/2 and the client write names in lower case; people do not. */
  private static String spelled(String name) {
    StringBuilder text = new StringBuilder();
    for (String part : name.split("-")) {
      text.append(text.isEmpty() ? "" : "-")
          .append(part.substring(0, Math.min(1, part.length())).toUpperCase(Locale.ROOT))
          .append(part.substring(Math.min(1, part.length())));
    }
    return text.toString();
  }

  private static void object(
      Map<?, ?> object,
      String path,
      String under,
      int depth,
      Set<Object> records,
      List<Said> found) {
    object.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          Optional<String> place = JsonNames.step(path, name);
          if (place.isEmpty() || depth > DEEPEST || records.contains(value)) {
            return;
          }
          if (value instanceof Map<?, ?> inner) {
            String within = SignNames.isPosition(name) ? name : under;
            object(inner, place.get(), within, depth + 1, records, found);
          } else if (value != null && !(value instanceof List)) {
            kind(name, under, value)
                .ifPresent(
                    kind ->
                        found.add(
                            new Said(
                                kind,
                                place.get(),
                                under.isEmpty() ? name : under + "." + name,
                                value)));
          }
        });
  }

  private static Optional<Kind> kind(String name, String under, Object value) {
    String text = String.valueOf(value).strip();
    if (value instanceof Boolean || text.matches("(?i)true|false")) {
      // Of done and last, which say the contrary, no parameter is made.
      return SignNames.ofField(name, true).filter(Sign.Kind.MORE::equals).map(sign -> Kind.MORE);
    }
    if (!under.isEmpty() && !text.isEmpty()) {
      boolean position =
          name.matches("(?i)href|url|uri|link") || name.matches("(?i).*(" + CURSOR_NAMES + ")");
      return position ? Optional.of(text.matches(URL) ? Kind.URL : Kind.CURSOR) : Optional.empty();
    }
    boolean next = name.matches("(?i)_?next[_-]?\\w+") && !text.isEmpty();
    return next
        ? kind(Sign.Kind.POSITION, text)
        : SignNames.ofField(name, value).flatMap(sign -> kind(sign, text));
  }

  private static Optional<Kind> kind(Sign.Kind sign, String text) {
    return switch (sign) {
      case POSITION, PERHAPS -> Optional.of(text.matches(URL) ? Kind.URL : Kind.CURSOR);
      case COUNT -> Optional.of(Kind.COUNT);
      case PAGES -> Optional.of(Kind.PAGES);
      default -> Optional.empty();
    };
  }

  public boolean isYes() {
    return String.valueOf(value).strip().equalsIgnoreCase("true");
  }

  /** The number that a count is; -1 when it is none. */
  public long number() {
    String text = String.valueOf(value).strip();
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }
}
