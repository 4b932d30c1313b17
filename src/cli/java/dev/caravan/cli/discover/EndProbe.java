package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What an API answers at the end of its list, and past it. */
final class EndProbe {
  private static final long FAR = 1_000_000;
  private static final List<Integer> PAGE_SIZES = List.of(500, 200, 100, 50, 20, 10, 5, 2, 1);

  private final Inquiry inquiry;

  EndProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  /** Where answers name the next page: a page that is not full names none, or an empty one. */
  void named(NextProbe.Way way) throws IOException, InterruptedException {
    flag();
    Look last = inquiry.widest();
    if (inquiry.isWhole() && way.after(last).isPresent() && inquiry.size().isPresent()) {
      severalPages();
    }
    if (inquiry.isWhole() || inquiry.size().isEmpty()) {
      inquiry
          .findings()
          .note(
              inquiry.isWhole()
                  ? "The end was seen: the last page names no next one."
                  : "The end of the list was not seen.");
      return;
    }
    boolean full = inquiry.rows(last).size() >= inquiry.asked() && inquiry.asked() >= 1000;
    Optional<Target> next = way.after(last);
    if (full || next.isEmpty()) {
      inquiry.findings().note("The end of the list was not seen.");
      return;
    }
    emptyEnd(next.get(), way);
  }

  /**
   * Where the last page names a next one, too, only the flag tells; it is believed once it was
   * true, so pages are smaller than the list.
   */
  private void severalPages() {
    PAGE_SIZES.stream()
        .filter(rows -> rows < inquiry.known().size() && rows < inquiry.asked())
        .findFirst()
        .ifPresent(
            rows -> {
              inquiry.asked(rows);
              inquiry
                  .findings()
                  .note(
                      "Pages have %d rows, fewer than the list, so that each scan sees that the API says there is more."
                          .formatted(rows));
            });
  }

  /**
   * Whether the page after one that may be the last is empty, and names a next one all the same.
   */
  void emptyEnd(Target next, NextProbe.Way way) throws IOException, InterruptedException {
    if (inquiry.findings().stream().containsKey("hasMore")
        || inquiry.findings().stream().containsKey("emptyPageEnds")) {
      return;
    }
    Optional<Look> page = inquiry.ask(next, "what comes after the last record");
    if (page.isEmpty() || !page.get().isGood() || !inquiry.rows(page.get()).isEmpty()) {
      inquiry.findings().note("The end of the list was not seen.");
      return;
    }
    if (way.after(page.get()).isEmpty()) {
      inquiry.findings().note("The end was seen: an empty page that names no next one.");
    } else if (inquiry.findings().stream().get("pagination").value().equals("cursor")) {
      inquiry.findings().stream(
          "emptyPageEnds",
          true,
          "The end was seen: an empty page, which names a next one all the same.");
    } else {
      inquiry
          .findings()
          .gap(
              "The last page names a next one, which is empty and names one, too: how does the API say the end?");
    }
  }

  /** A yes or no that says whether there is more; it must have said yes before the end. */
  void flag() {
    inquiry
        .said(inquiry.small(), Said.Kind.MORE)
        .ifPresent(
            flag -> {
              if (flag.isYes()) {
                inquiry.findings().stream(
                    "hasMore", flag.place(), "It was true where there was more.");
              } else if (inquiry.known().size() > inquiry.rows(inquiry.small()).size()) {
                inquiry.findings().stream(
                    "ignoreSigns",
                    flag.name(),
                    "It was false where there was more, so it says something else.");
              }
            });
  }

  /** Where pages or rows are counted: the page after the last one. */
  void counted() throws IOException, InterruptedException {
    flag();
    boolean pages = inquiry.findings().stream().get("pagination").value().equals("page");
    String name = inquiry.findings().stream().get(pages ? "pageParam" : "offsetParam").value();
    long first = inquiry.findings().stream().containsKey("firstPage") ? 0 : 1;
    Optional<Long> rows =
        inquiry
            .total(inquiry.looks().get(0))
            .or(
                () ->
                    inquiry.isWhole()
                        ? Optional.of((long) inquiry.known().size())
                        : Optional.empty());
    long size = Math.max(1, inquiry.asked() > 0 ? inquiry.asked() : inquiry.known().size());
    long after =
        rows.map(all -> pages ? first + (all + size - 1) / size : all)
            .orElse(pages ? FAR / size : FAR);
    if (pages && after <= first) {
      after = first + 1;
    }
    Target target = Inquiry.with(inquiry.largePages(), name, after);
    Optional<Look> look =
        inquiry.ask(
            target,
            rows.isPresent()
                ? "what comes after the last record"
                : "what comes far beyond the last record");
    if (look.isEmpty()) {
      return;
    }
    past(look.get(), rows);
  }

  private void past(Look look, Optional<Long> all) {
    List<?> rows = inquiry.rows(look);
    if (look.isGood() && rows.isEmpty()) {
      inquiry.findings().note("The end was seen: a page past the last record is empty.");
    } else if (look.isRefused() && all.isPresent()) {
      inquiry.findings().stream(
          "endStatus",
          look.status(),
          "The end was seen: the page after the last one is refused so.");
    } else if (look.isRefused()) {
      inquiry
          .findings()
          .question(
              "A page far beyond the end has status %d. Is it that of the page after the last one, too? Then endStatus: %d saves a request."
                  .formatted(look.status(), look.status()));
    } else if (!rows.isEmpty()
        && inquiry.isWhole()
        && inquiry.known().beginsHere(rows, inquiry.known().size())) {
      inquiry.whole(false);
      inquiry.asked(inquiry.rows(inquiry.widest()).size());
      inquiry.known().extend(together(rows));
      inquiry
          .findings()
          .note(
              "A page has %d rows at most; the end of the list was not seen."
                  .formatted(inquiry.asked()));
    } else if (!rows.isEmpty() && isLast(rows)) {
      inquiry.findings().stream(
          "repeatedPageEnds", true, "The end was seen: past it the last page comes again.");
    } else {
      inquiry
          .findings()
          .gap("A page beyond the end has other records: how does the API say the end?");
    }
  }

  private List<?> together(List<?> more) {
    List<Object> all = new java.util.ArrayList<>(inquiry.known().all());
    all.addAll(more);
    return all;
  }

  /** Whether rows past the end are the last ones of the list, as far as that is known. */
  private boolean isLast(List<?> rows) {
    int begin = inquiry.known().beginOf(rows);
    return begin >= 0
        ? inquiry.isWhole() && begin + rows.size() == inquiry.known().size()
        : !inquiry.isWhole();
  }
}
