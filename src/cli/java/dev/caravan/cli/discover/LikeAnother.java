package dev.caravan.cli.discover;

import dev.caravan.response.Locator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes the paging of one list of an API for that of another one, which is too short to show any.
 */
final class LikeAnother {
  private static final Set<String> PAGING =
      Set.of(
          "pagination",
          "pageParam",
          "firstPage",
          "offsetParam",
          "cursorParam",
          "nextCursor",
          "nextUrl",
          "hasMore",
          "emptyPageEnds",
          "endStatus",
          "repeatedPageEnds");
  private static final List<String> PARAMETERS = List.of("pageParam", "offsetParam", "cursorParam");
  private static final List<String> PLACES = List.of("nextCursor", "nextUrl", "hasMore");

  private LikeAnother() {}

  /**
   * Whether it may: the short list has the parameters by its document, and the places in its
   * response.
   *
   * @param declared the parameters of the short list
   */
  static boolean may(RouteText.Part part, List<String> declared, RouteText.Part model) {
    Inquiry inquiry = part.inquiry();
    Findings known = model.inquiry().findings();
    boolean isShort =
        "none".equals(value(inquiry.findings(), "pagination"))
            && inquiry.size().isEmpty()
            && inquiry.isWhole()
            && !inquiry.findings().gaps().isEmpty();
    return isShort
        && known.gaps().isEmpty()
        && Set.of("page", "offset", "cursor", "next-url").contains(value(known, "pagination"))
        && Stream.concat(
                PARAMETERS.stream().map(name -> value(known, name)),
                model.inquiry().size().stream())
            .filter(name -> !name.isEmpty())
            .allMatch(declared::contains)
        && PLACES.stream()
            .map(name -> value(known, name))
            .filter(place -> !place.isEmpty())
            .allMatch(
                place -> Locator.parse("place", place).exists(inquiry.looks().get(0).response()));
  }

  /** Does it. */
  static void take(RouteText.Part part, RouteText.Part model) {
    Inquiry inquiry = part.inquiry();
    Findings findings = inquiry.findings();
    boolean hasKey = findings.table().containsKey("key");
    if (hasKey) {
      findings.settle();
    }
    model.inquiry().findings().stream()
        .forEach(
            (name, found) -> {
              if (PAGING.contains(name)) {
                findings.stream(name, found.value(), "");
              }
            });
    model
        .inquiry()
        .size()
        .ifPresent(
            size -> {
              inquiry.size(size);
              inquiry.asked(model.inquiry().asked());
            });
    findings.question(
        "Has %s pages as %s has? The %d records here fit on one, so that could not be tried; it stands here so, since the document has the same parameters."
            .formatted(part.id(), model.id(), inquiry.known().size()));
  }

  private static String value(Findings findings, String name) {
    Findings.Finding found = findings.stream().get(name);
    return found == null ? "" : found.value();
  }
}
