package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.response.Prints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an API answers past the end of its list, where pages or rows are counted. */
final class PastTheEnd {
  private static final long FAR = 1_000_000;

  private final Inquiry inquiry;
  private final Findings findings;
  private final boolean pages;
  private final String name;
  private final long first;
  private Optional<Integer> refusal = Optional.empty();

  PastTheEnd(Inquiry inquiry) {
    this.inquiry = inquiry;
    this.findings = inquiry.findings();
    this.pages = findings.stream().get("pagination").value().equals("page");
    this.name = findings.stream().get(pages ? "pageParam" : "offsetParam").value();
    this.first = findings.stream().containsKey("firstPage") ? 0 : 1;
  }

  /** Asks for the page after the last one, or for one far beyond when it is not known which. */
  void run() throws IOException, InterruptedException {
    Optional<Long> rows =
        inquiry
            .total(inquiry.looks().get(0))
            .or(
                () ->
                    inquiry.isWhole()
                        ? Optional.of((long) inquiry.known().size())
                        : Optional.empty());
    if (rows.isPresent()) {
      Optional<Look> look = ask(after(rows.get()), "what comes after the last record");
      if (look.isEmpty() || !isMore(look.get())) {
        look.ifPresent(this::afterLast);
        return;
      }
    }
    far();
  }

  /** The number by which the page after so many rows is asked for. */
  private long after(long rows) {
    return pages ? Math.max(first + 1, first + (rows + size() - 1) / size()) : rows;
  }

  private long size() {
    return Math.max(1, inquiry.asked() > 0 ? inquiry.asked() : inquiry.known().size());
  }

  private Optional<Look> ask(long number, String why) throws IOException, InterruptedException {
    return inquiry.ask(Inquiry.with(inquiry.largePages(), name, number), why);
  }

  private void afterLast(Look look) {
    List<?> rows = inquiry.rows(look);
    if (look.isRefused()) {
      refused(look.status());
    } else if (look.isGood() && rows.isEmpty()) {
      findings.note("The end was seen: a page past the last record is empty.");
    } else if (isLast(rows)) {
      repeated();
    } else {
      findings.gap("A page beyond the end has other records: how does the API say the end?");
    }
  }

  /** Whether what seemed to be all is one page, since the API gives no larger ones. */
  private boolean isMore(Look look) {
    List<?> rows = inquiry.rows(look);
    if (!inquiry.isWhole()
        || rows.isEmpty()
        || !inquiry.known().beginsHere(rows, inquiry.known().size())) {
      return false;
    }
    inquiry.whole(false);
    inquiry.asked(inquiry.rows(inquiry.widest()).size());
    List<Object> together = new ArrayList<>(inquiry.known().all());
    together.addAll(rows);
    inquiry.known().extend(together);
    return true;
  }

  private void far() throws IOException, InterruptedException {
    long number = pages ? FAR / size() : FAR;
    Optional<Look> look = ask(number, "what comes far beyond the last record");
    if (look.isEmpty()) {
      unseen();
    } else if (look.get().isRefused()) {
      refusal = Optional.of(look.get().status());
    } else if (inquiry.rows(look.get()).isEmpty()) {
      findings.note("The end was seen: a page far beyond the last record is empty.");
    } else {
      Optional<Look> other = ask(2 * number, "whether the last page comes again and again");
      if (other.isPresent()
          && Prints.of(inquiry.rows(other.get())).equals(Prints.of(inquiry.rows(look.get())))) {
        repeated();
      } else {
        unseen();
      }
    }
  }

  /**
   * Far beyond the end an API may refuse to go so far, which says nothing of the end. In a short
   * list, as a filter leaves one, the page after the last one shows it.
   *
   * @param shortList a response with the last records of a filtered list; empty when there is none
   */
  void settle(Optional<Look> shortList) throws IOException, InterruptedException {
    if (refusal.isEmpty() || findings.stream().containsKey("hasMore")) {
      return;
    }
    Optional<Look> look = Optional.empty();
    if (shortList.isPresent() && inquiry.rows(shortList.get()).size() < size()) {
      long number = pages ? first + 1 : inquiry.rows(shortList.get()).size();
      Target target = Inquiry.with(shortList.get().asked(), name, number);
      look = inquiry.ask(target, "what comes after the last record of a short list");
    }
    if (look.filter(Look::isRefused).isPresent()) {
      refused(look.get().status());
    } else if (look.isPresent() && look.get().isGood() && inquiry.rows(look.get()).isEmpty()) {
      findings.note("The end was seen: a page past the last record is empty.");
    } else {
      findings.gap(
          "A page far beyond the end has status %d. Has the page right after the last one, too? Then set endStatus: %d."
              .formatted(refusal.get(), refusal.get()));
    }
  }

  private void unseen() {
    findings.gap("How does the API say the end? That was not seen.");
  }

  private void refused(int status) {
    findings.stream(
        "endStatus", status, "The end was seen: the page after the last one is refused so.");
  }

  private void repeated() {
    findings.stream(
        "repeatedPageEnds", true, "The end was seen: past it the last page comes again.");
    inquiry.severalPages();
  }

  /** Whether rows past the end are the last ones of the list. */
  private boolean isLast(List<?> rows) {
    int begin = inquiry.known().beginOf(rows);
    return begin >= 0
        ? inquiry.isWhole() && begin + rows.size() == inquiry.known().size()
        : !inquiry.isWhole();
  }
}
