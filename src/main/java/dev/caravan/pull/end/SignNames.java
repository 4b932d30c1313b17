package dev.caravan.pull.end;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names by which APIs say what comes after a response, in lower case and without what stands
 * between words. docs/completeness.md lists them.
 */
public final class SignNames {
  private static final Set<String> MORE =
      Set.of(
          "hasmore",
          "hasmoreitems",
          "hasmoreresults",
          "hasnext",
          "hasnextpage",
          "more",
          "moreresults",
          "moreitemsincollection",
          "truncated",
          "istruncated",
          "incompleteresults",
          "morerecords",
          "moredataavailable");
  private static final Set<String> LAST =
      Set.of("done", "islast", "islastpage", "last", "lastpage", "endofstream", "endofresults");
  private static final Set<String> COUNTS =
      Set.of(
          "total",
          "count",
          "totalcount",
          "totalsize",
          "totalresults",
          "totalitems",
          "totalrecords",
          "totalelements",
          "totalrows",
          "totalhits",
          "numfound",
          "recordstotal",
          "totalnumber",
          "resultcount",
          "recordcount",
          "itemcount");
  private static final Set<String> PAGES =
      Set.of(
          "totalpages",
          "pagecount",
          "pages",
          "pagestotal",
          "lastpage",
          "numpages",
          "lastpagenumber");
  private static final Set<String> TOKENS =
      Set.of(
          "continue", "continuation", "continuationtoken", "marker", "scrollid", "odatanextlink");

  /** Names of a position that need not be the next one. */
  private static final Set<String> PERHAPS =
      Set.of(
          "after",
          "startafter",
          "searchafter",
          "bookmark",
          "lastkey",
          "lastevaluatedkey",
          "resumetoken",
          "pagingstate");

  private static final String PREVIOUS =
      "prev(ious)?(page)?(no|nr|number|url|uri|link|href|cursor|token)?";

  private static final Set<String> BEFORE =
      Set.of("hasprevious", "hasprev", "haspreviouspage", "hasprevpage");
  private static final Set<String> FIRST = Set.of("first", "isfirst", "isfirstpage", "firstpage");

  private SignNames() {}

  /** Whether a count is of all records by its name, and not of those on a page. */
  static boolean isOfAll(String name) {
    String plain = plain(name.replaceFirst(".*\\.", ""));
    return plain.contains("total") || plain.equals("numfound");
  }

  /** What a header of a response says. */
  public static Optional<Sign.Kind> ofHeader(String name, String value) {
    String plain = plain(name).replaceFirst("^x", "").replaceFirst("^(wp|pagination|paging)", "");
    if (value.isBlank()) {
      return Optional.empty();
    }
    if (isPosition(plain) || plain.endsWith("continuation")) {
      return Optional.of(Sign.Kind.POSITION);
    }
    return name.startsWith("x-") || name.startsWith("total")
        ? said(plain, value)
        : Optional.empty();
  }

  /** What a field of a response says. */
  public static Optional<Sign.Kind> ofField(String name, Object value) {
    String text = String.valueOf(value).strip();
    if (value instanceof Boolean) {
      return flag(plain(name), (Boolean) value);
    }
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return flag(plain(name), Boolean.parseBoolean(text));
    }
    if (isPosition(name) && !text.isEmpty() && !text.equals("0")) {
      return Optional.of(Sign.Kind.POSITION);
    }
    if (plain(name).matches(PREVIOUS) && !text.isEmpty() && !text.equals("0")) {
      return Optional.of(Sign.Kind.BEFORE);
    }
    return PERHAPS.contains(plain(name)) && !text.isEmpty()
        ? Optional.of(Sign.Kind.PERHAPS)
        : said(plain(name), text);
  }

  /** Whether a name is one of the next position. */
  public static boolean isPosition(String name) {
    String plain = plain(name);
    boolean back = plain.matches(".*(prev|previous|before|start|first|self|current|since).*");
    return !back
        && !plain.endsWith("at")
        && (plain.startsWith("next")
            || plain.endsWith("cursor")
            || plain.endsWith("pagetoken")
            || plain.endsWith("nextlink")
            || TOKENS.contains(plain));
  }

  private static Optional<Sign.Kind> flag(String plain, boolean yes) {
    if (MORE.contains(plain)) {
      return Optional.of(yes ? Sign.Kind.MORE : Sign.Kind.END);
    }
    if (BEFORE.contains(plain) && yes || FIRST.contains(plain) && !yes) {
      return Optional.of(Sign.Kind.BEFORE);
    }
    return LAST.contains(plain)
        ? Optional.of(yes ? Sign.Kind.END : Sign.Kind.MORE)
        : Optional.empty();
  }

  private static Optional<Sign.Kind> said(String plain, String text) {
    if (!text.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return COUNTS.contains(plain)
        ? Optional.of(Sign.Kind.COUNT)
        : PAGES.contains(plain) ? Optional.of(Sign.Kind.PAGES) : Optional.empty();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }
}
