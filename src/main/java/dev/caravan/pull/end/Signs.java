package dev.caravan.pull.end;

import dev.caravan.api.HttpClientSetup;
import dev.caravan.pull.paging.LinkHeader;
import dev.caravan.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * The signs in a response, outside of its records, of what comes after it. Looked for where a scan
 * seems to end, since what nobody declared may still say that it does not.
 *
 * @param found in the order of the response
 * @param otherList a list of objects where {@code records} does not lead
 */
public record Signs(List<Sign> found, Optional<String> otherList) {
  /** Of a response that was not looked over. */
  public static final Signs NONE = new Signs(List.of(), Optional.empty());

  private static final int DEEPEST = 5;
  private static final String STATUS = Exchange.HTTP_RESPONSE_CODE.toLowerCase(Locale.ROOT);

  public Signs {
    found = List.copyOf(found);
  }

  /**
   * Looks a response over.
   *
   * @param ignored whether a sign means nothing
   * @param sent whether a text is part of the request, so that the response only repeats it
   */
  static Signs of(Response response, Predicate<Sign> ignored, Predicate<String> sent) {
    Search search = new Search(response, sent);
    search.found.addAll(troubles(response, ignored).found());
    response.headers().forEach(search::header);
    if (!search.isRecord(response.body())) {
      search.body(response.body(), "", 0);
    }
    return new Signs(
        search.found.stream().filter(ignored.negate()).toList(),
        search.lists.stream()
            .filter(list -> !ignored.test(new Sign(list, "", Sign.Kind.COUNT)))
            .findFirst());
  }

  /** Only what tells of a failure, in a response after which the scan goes on. */
  static Signs troubles(Response response, Predicate<Sign> ignored) {
    if (!(response.body() instanceof Map<?, ?> object) || response.records().contains(object)) {
      return NONE;
    }
    List<Sign> found = new ArrayList<>();
    object.forEach(
        (name, value) -> {
          if (Troubles.isOne(String.valueOf(name), value)) {
            found.add(new Sign(String.valueOf(name), String.valueOf(value), Sign.Kind.TROUBLE));
          }
        });
    found.removeIf(ignored);
    return found.isEmpty() ? NONE : new Signs(found, Optional.empty());
  }

  /** What tells of a failure beside the records. */
  Optional<Sign> trouble() {
    return first(Sign.Kind.TROUBLE);
  }

  /** Whether the response has a status, or an end, that leaves in doubt whether it is whole. */
  boolean doubt(String name, String value) {
    return found.contains(new Sign(name, value, Sign.Kind.DOUBT));
  }

  /** What says that another page comes before. */
  Optional<Sign> before() {
    return first(Sign.Kind.BEFORE);
  }

  /** What some APIs call a next position, and others the one before or of this page. */
  Optional<Sign> perhapsMore() {
    return first(Sign.Kind.PERHAPS);
  }

  /**
   * What cannot be mistaken. Some APIs name a position with the last page, too; where the response
   * says that there is no more, it is none.
   */
  Optional<Sign> more(boolean saysNoMore) {
    Optional<Sign> flag = first(Sign.Kind.MORE);
    return flag.isPresent() || saysNoMore || first(Sign.Kind.END).isPresent()
        ? flag
        : first(Sign.Kind.POSITION);
  }

  /** Counts that are larger than what came; a name may mean something else. */
  List<Sign> larger(long rows, long pages, boolean countsPages) {
    return found.stream()
        .filter(
            sign ->
                sign.kind() == Sign.Kind.COUNT && sign.number().orElse(0L) > rows
                    || countsPages
                        && sign.kind() == Sign.Kind.PAGES
                        && sign.number().orElse(0L) > pages)
        .toList();
  }

  /**
   * Whether something nobody declared says that this is the end.
   *
   * @param onePage whether all that came is one page, whose rows a count may mean as well
   */
  boolean sayEnd(long rows, boolean onePage) {
    return first(Sign.Kind.END).isPresent()
        || found.stream()
            .filter(sign -> sign.kind() == Sign.Kind.COUNT)
            .filter(sign -> !onePage || SignNames.isOfAll(sign.name()))
            .anyMatch(sign -> sign.number().filter(count -> count == rows).isPresent());
  }

  private Optional<Sign> first(Sign.Kind kind) {
    return found.stream().filter(sign -> sign.kind() == kind).findFirst();
  }

  /** One search through one response. */
  private static final class Search {
    private final Predicate<String> sent;
    private final Set<Object> records = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Sign> found = new ArrayList<>();
    private final List<String> lists = new ArrayList<>();

    Search(Response response, Predicate<String> sent) {
      this.sent = sent;
      records.addAll(response.rows());
      records.addAll(response.records());
    }

    boolean isRecord(Object value) {
      return records.contains(value);
    }

    void header(String name, String value) {
      if (name.equals("link")) {
        LinkHeader.next(value).ifPresent(to -> found.add(new Sign("Link", to, Sign.Kind.POSITION)));
      } else if (name.equals("content-range")) {
        String total = value.substring(value.lastIndexOf('/') + 1);
        found.add(new Sign("Content-Range", total, Sign.Kind.COUNT));
      } else if (name.equals(STATUS)) {
        found.add(new Sign("status", value, Sign.Kind.DOUBT));
      } else if (name.equalsIgnoreCase(HttpClientSetup.ENDS_WITH)) {
        found.add(new Sign("connection", value, Sign.Kind.DOUBT));
      } else {
        add(name, SignNames.ofHeader(name, value), value);
      }
    }

    void body(Object value, String path, int depth) {
      if (depth > DEEPEST || isRecord(value)) {
        return;
      }
      if (value instanceof Map<?, ?> object) {
        object.forEach((name, inner) -> field(path, String.valueOf(name), inner, depth));
      }
    }

    private void field(String path, String name, Object value, int depth) {
      if (Troubles.countsShards(name)) {
        return;
      }
      String at = path.isEmpty() ? name : path + "." + name;
      if (value instanceof List<?> list) {
        list(at, list);
      } else if (value instanceof Map<?, ?> object && !SignNames.isPosition(name)) {
        body(object, at, depth + 1);
      } else if (value instanceof Map<?, ?> object) {
        // A next position may be an object: of a link, or of several parameters.
        if (object.values().stream().anyMatch(inner -> inner != null && !"".equals(inner))) {
          add(at, Optional.of(Sign.Kind.POSITION), String.valueOf(object));
        }
      } else if (value != null) {
        add(at, SignNames.ofField(name, value), String.valueOf(value));
      }
    }

    private void list(String at, List<?> list) {
      for (Object each : list) {
        if (isRecord(each) || !(each instanceof Map<?, ?> object)) {
          continue;
        }
        Object relation = object.containsKey("rel") ? object.get("rel") : object.get("relation");
        Object target = object.containsKey("href") ? object.get("href") : object.get("url");
        if ("next".equals(relation) && target instanceof String link && !link.isBlank()) {
          found.add(new Sign(at, link, Sign.Kind.POSITION));
        } else if (relation == null && !lists.contains(at)) {
          lists.add(at);
        }
      }
    }

    private static boolean isAPosition(Sign.Kind kind) {
      return kind == Sign.Kind.POSITION || kind == Sign.Kind.PERHAPS || kind == Sign.Kind.BEFORE;
    }

    private void add(String name, Optional<Sign.Kind> kind, String value) {
      kind.filter(is -> !isAPosition(is) || !sent.test(value))
          .ifPresent(is -> found.add(new Sign(name, value, is)));
    }
  }
}
