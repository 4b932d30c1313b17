package dev.caravan.pull.paging;

import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.Placement;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of the {@code caravan-pull} kamelet about paging, and the strategy they make. */
public final class PagingParameters {
  private enum Boundary {
    INCLUSIVE,
    EXCLUSIVE
  }

  private String kind = "none";
  private String pageParam = "page";
  private long firstPage = 1;
  private String lastPage = "";
  private String total = "";
  private long pageSize;
  private String offsetParam = "offset";
  private String offsetStep = "rows";
  private long overlap;
  private String cursorParam = "cursor";
  private String nextCursor = "$.next_cursor";
  private boolean emptyPageEnds;
  private String hasMore = "";
  private String keysetParam = "since_id";
  private String keysetField = "id";
  private String keysetOrder = "asc";
  private String keysetBoundary = "exclusive";
  private String tieParam = "";
  private String tieField = "";
  private String nextUrl = "$.next";
  private boolean repeatedPageEnds;
  private Set<Integer> endStatus = Set.of();

  public void setKind(String kind) {
    this.kind = kind;
  }

  public void setPageParam(String pageParam) {
    this.pageParam = pageParam;
  }

  public void setFirstPage(long firstPage) {
    this.firstPage = firstPage;
  }

  public void setLastPage(String lastPage) {
    this.lastPage = lastPage;
  }

  public void setTotal(String total) {
    this.total = total;
  }

  public void setPageSize(long pageSize) {
    this.pageSize = pageSize;
  }

  public void setOffsetParam(String offsetParam) {
    this.offsetParam = offsetParam;
  }

  public void setOffsetStep(String offsetStep) {
    this.offsetStep = offsetStep;
  }

  public void setOverlap(long overlap) {
    this.overlap = overlap;
  }

  public void setCursorParam(String cursorParam) {
    this.cursorParam = cursorParam;
  }

  public void setNextCursor(String nextCursor) {
    this.nextCursor = nextCursor;
  }

  public void setEmptyPageEnds(boolean emptyPageEnds) {
    this.emptyPageEnds = emptyPageEnds;
  }

  public void setHasMore(String hasMore) {
    this.hasMore = hasMore;
  }

  public void setKeysetParam(String keysetParam) {
    this.keysetParam = keysetParam;
  }

  public void setKeysetField(String keysetField) {
    this.keysetField = keysetField;
  }

  public void setKeysetOrder(String keysetOrder) {
    this.keysetOrder = keysetOrder;
  }

  public void setKeysetBoundary(String keysetBoundary) {
    this.keysetBoundary = keysetBoundary;
  }

  public void setTieParam(String tieParam) {
    this.tieParam = tieParam;
  }

  public void setTieField(String tieField) {
    this.tieField = tieField;
  }

  public void setNextUrl(String nextUrl) {
    this.nextUrl = nextUrl;
  }

  /** Statuses, separated by commas, that say that a page is past the last one. */
  public void setEndStatus(String list) {
    if (!list.matches("\\s*4\\d\\d\\s*(,\\s*4\\d\\d\\s*)*")) {
      throw new IllegalArgumentException(
          "endStatus '" + list + "' is no list of statuses from 400 to 499, such as 404,400");
    }
    this.endStatus =
        Arrays.stream(list.strip().split("\\s*,\\s*"))
            .map(Integer::valueOf)
            .collect(Collectors.toUnmodifiableSet());
  }

  public void setRepeatedPageEnds(boolean repeatedPageEnds) {
    this.repeatedPageEnds = repeatedPageEnds;
  }

  /** What the responses of this API say of their number and of the end. */
  public Declared declared() {
    return new Declared(
        hasMore.isEmpty() ? Optional.empty() : Optional.of(Locator.parseFlag("hasMore", hasMore)),
        locator("total", total),
        locator("lastPage", lastPage),
        pageSize,
        repeatedPageEnds,
        endStatus);
  }

  /**
   * Looks whether pages that shift under a scan would be seen. Under an upper bound they do shift:
   * what changes while the scan walks leaves the list.
   *
   * @throws IllegalArgumentException when they would not
   */
  public void requireShiftsSeen() {
    Pagination pages = toPagination();
    if (pages.isNumbered() && pages.again() == Pagination.Again.NEVER && total.isEmpty()) {
      throw new IllegalArgumentException(
          "untilParam with pagination "
              + kind
              + " needs total"
              + (kind.equals("offset") ? " or overlap" : "")
              + ": a record that changes while the scan walks leaves the bounded list, and those"
              + " after it move past the border of two pages; without a total nobody would see it."
              + " If the API has none, leave untilParam out");
    }
  }

  /**
   * The strategy.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the rule
   */
  public Pagination toPagination() {
    requireNotNegative("firstPage", firstPage);
    requireNotNegative("pageSize", pageSize);
    requireNotNegative("overlap", overlap);
    return switch (kind) {
      case "none" -> new None();
      case "page" -> new PageNumber(Placement.parse("pageParam", pageParam), firstPage);
      case "offset" ->
          new Offset(
              Placement.parse("offsetParam", offsetParam),
              oneOf(Offset.Step.class, "offsetStep", offsetStep),
              pageSize,
              overlap);
      case "cursor" ->
          new Cursor(
              Placement.parseAny("cursorParam", cursorParam),
              Locator.parse("nextCursor", nextCursor),
              emptyPageEnds);
      case "keyset" -> keyset();
      case "link" -> new LinkHeader();
      case "next-url" -> new NextUrl(Locator.parse("nextUrl", nextUrl));
      default ->
          throw new IllegalArgumentException(
              "pagination '"
                  + kind
                  + "' does not exist; it is one of none, page, offset, cursor, keyset, link,"
                  + " next-url");
    };
  }

  private Keyset keyset() {
    boolean inclusive =
        oneOf(Boundary.class, "keysetBoundary", keysetBoundary) == Boundary.INCLUSIVE;
    if (inclusive && pageSize == 0 && hasMore.isEmpty()) {
      throw new IllegalArgumentException(
          "keysetBoundary inclusive needs pageSize or hasMore, since every page has records, the"
              + " last one too");
    }
    return new Keyset(
        Placement.parse("keysetParam", keysetParam),
        JsonPathTo.field("keysetField", keysetField),
        oneOf(Keyset.Order.class, "keysetOrder", keysetOrder),
        Optional.of(tieParam)
            .filter(text -> !text.isEmpty())
            .map(text -> Placement.parse("tieParam", text)),
        Optional.of(tieField)
            .filter(text -> !text.isEmpty())
            .map(text -> JsonPathTo.field("tieField", text)),
        pageSize,
        inclusive);
  }

  private static Optional<Locator> locator(String name, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Locator.parse(name, text));
  }

  private static <E extends Enum<E>> E oneOf(Class<E> kind, String parameter, String text) {
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> {
              String names =
                  Arrays.stream(kind.getEnumConstants())
                      .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(", "));
              return new IllegalArgumentException(
                  parameter + " '" + text + "' does not exist; it is one of " + names);
            });
  }

  private static void requireNotNegative(String parameter, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(
          parameter + " " + value + " is negative; it must be 0 or more");
    }
  }
}
