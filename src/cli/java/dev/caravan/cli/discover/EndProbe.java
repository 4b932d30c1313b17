package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.Said;
import java.io.IOException;
import java.util.Optional;

/** What an API answers at the end of its list, and past it. */
final class EndProbe {
  private final Inquiry inquiry;

  EndProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  /** Where responses name the next page: a page that is not full names none, or an empty one. */
  void named(NextProbe.Way way) throws IOException, InterruptedException {
    flag();
    Look last = inquiry.widest();
    boolean told =
        way.after(last).isPresent() || inquiry.findings().stream().containsKey("hasMore");
    if (inquiry.isWhole() && told && inquiry.size().isPresent()) {
      inquiry.severalPages();
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
    if (emptyEnd(next.get(), way)) {
      inquiry.allSeen();
    }
  }

  /**
   * Whether the page after one that may be the last is empty, and names a next one all the same.
   */
  boolean emptyEnd(Target next, NextProbe.Way way) throws IOException, InterruptedException {
    if (inquiry.findings().stream().containsKey("hasMore")
        || inquiry.findings().stream().containsKey("emptyPageEnds")) {
      return false;
    }
    Optional<Look> page = inquiry.ask(next, "what comes after the last record");
    if (page.isEmpty() || !page.get().isGood() || !inquiry.rows(page.get()).isEmpty()) {
      inquiry.findings().note("The end of the list was not seen.");
      return false;
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
              "The last page names a next one, which is empty and names one, too: how does the API"
                  + " say the end?");
    }
    return true;
  }

  /** A yes or no that says whether there is more; it must have said yes before the end. */
  void flag() {
    inquiry
        .said(inquiry.small(), Said.Kind.MORE)
        .ifPresent(
            flag -> {
              boolean always =
                  inquiry.isWhole()
                      && inquiry
                          .said(inquiry.widest(), Said.Kind.MORE)
                          .filter(Said::isYes)
                          .isPresent();
              if (always) {
                inquiry.findings().stream(
                    "ignoreSigns",
                    flag.name(),
                    "It was true at the end, too, so it says something else.");
              } else if (flag.isYes()) {
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
}
