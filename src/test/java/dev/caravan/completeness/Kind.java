package dev.caravan.completeness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A kind of paging as an API speaks it, and the right parameters for it. */
enum Kind {
  NONE("none", "total", "$.total"),
  PAGE("page", "pageParam", "page", "total", "$.total"),
  PAGE_LAST("page", "pageParam", "page", "lastPage", "$.pages", "total", "$.total"),
  PAGE_SIZE("page", "pageParam", "page", "pageSize", "10", "total", "$.total"),
  OFFSET("offset", "offsetParam", "offset", "total", "$.total"),
  OFFSET_OVERLAP("offset", "offsetParam", "offset", "overlap", "4", "total", "$.total"),
  OFFSET_LIMIT(
      "offset",
      "offsetParam",
      "offset",
      "offsetStep",
      "limit",
      "pageSize",
      "10",
      "total",
      "$.total"),
  CURSOR("cursor", "cursorParam", "after", "nextCursor", "$.next_cursor", "total", "$.total"),
  CURSOR_MORE(
      "cursor", "cursorParam", "after", "nextCursor", "$.next_cursor", "hasMore", "$.has_more"),
  KEYSET("keyset", "keysetParam", "after", "keysetField", "place", "total", "$.total"),
  KEYSET_INCLUSIVE(
      "keyset",
      "keysetParam",
      "after",
      "keysetField",
      "place",
      "keysetBoundary",
      "inclusive",
      "pageSize",
      "10",
      "total",
      "$.total"),
  LINK("link", "total", "header:X-Total-Count"),
  NEXT_URL("next-url", "nextUrl", "$.next", "total", "$.total");

  private final String pagination;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  Kind(String pagination, String... parameters) {
    this.pagination = pagination;
    for (int i = 0; i < parameters.length; i += 2) {
      this.parameters.put(parameters[i], parameters[i + 1]);
    }
  }

  /** As the table of the documentation calls it. */
  String title() {
    return "`" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
  }

  /** The right parameters of caravan-pull for a list at a path. */
  Map<String, String> parameters(String path) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("api", "lists");
    all.put("path", path + "?limit=" + ListApi.LIMIT);
    all.put("records", "$.data");
    all.put("pagination", pagination);
    all.putAll(parameters);
    return all;
  }

  /** The parameter that says where in a request the position goes; empty where there is none. */
  String requestParameter() {
    return switch (this) {
      case PAGE, PAGE_LAST, PAGE_SIZE -> "pageParam";
      case OFFSET, OFFSET_OVERLAP, OFFSET_LIMIT -> "offsetParam";
      case CURSOR, CURSOR_MORE -> "cursorParam";
      case KEYSET, KEYSET_INCLUSIVE -> "keysetParam";
      case NONE, LINK, NEXT_URL -> "";
    };
  }

  /** The parameter that says where a response names what comes next; empty where there is none. */
  String answerParameter() {
    return switch (this) {
      case PAGE_LAST -> "lastPage";
      case CURSOR, CURSOR_MORE -> "nextCursor";
      case KEYSET, KEYSET_INCLUSIVE -> "keysetField";
      case NEXT_URL -> "nextUrl";
      case NONE, LINK -> "";
      default -> "total";
    };
  }

  /** Whether a place in the list is a number of records before it, which others can move. */
  boolean isNumbered() {
    return switch (this) {
      case PAGE, PAGE_LAST, PAGE_SIZE, OFFSET, OFFSET_OVERLAP, OFFSET_LIMIT -> true;
      default -> false;
    };
  }

  /** Where in the list a request begins: a number of records. */
  int start(List<Item> items, Map<String, String> query, int size) {
    String number = query.getOrDefault(isPage() ? "page" : "offset", "");
    if (isNumbered()) {
      int at = number.isEmpty() ? 0 : Integer.parseInt(number);
      return isPage() ? ofPage(at, size) : at;
    }
    if (this == NONE || !query.containsKey("after")) {
      return 0;
    }
    long after = Long.parseLong(query.get("after"));
    return (int) items.stream().filter(item -> isBefore(item, after)).count();
  }

  /**
   * The same of an API that takes for a number of records what is one of pages, or turned round.
   */
  int otherStart(Map<String, String> query, int size) {
    int at = Integer.parseInt(query.get(isPage() ? "page" : "offset"));
    return isPage() ? at : ofPage(at, size);
  }

  private static int ofPage(int number, int size) {
    return (Math.max(1, number) - 1) * size;
  }

  private boolean isBefore(Item item, long after) {
    return switch (this) {
      case KEYSET -> item.rank() <= after;
      case KEYSET_INCLUSIVE -> item.rank() < after;
      default -> item.place() <= after;
    };
  }

  private boolean isPage() {
    return pagination.equals("page");
  }

  /** Says in a response what comes next. */
  void nameNext(ObjectNode body, Map<String, String> headers, String url, List<Item> page) {
    String last = page.isEmpty() ? "" : String.valueOf(page.get(page.size() - 1).place());
    switch (this) {
      case CURSOR, CURSOR_MORE -> body.put("next_cursor", last);
      case NEXT_URL -> body.put("next", url + "&after=" + last);
      case LINK -> headers.put("Link", "<" + url + "&after=" + last + ">; rel=\"next\"");
      default -> {
        // The client finds the next place by itself.
      }
    }
  }

  /** Says in a response that nothing comes next, where such an API says it. */
  void nameNone(ObjectNode body) {
    switch (this) {
      case CURSOR, CURSOR_MORE -> body.putNull("next_cursor");
      case NEXT_URL -> body.putNull("next");
      default -> {
        // It says so by saying nothing.
      }
    }
  }
}
