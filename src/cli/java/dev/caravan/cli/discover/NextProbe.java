package dev.caravan.cli.discover;

import dev.caravan.api.http.Origins;
import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.Said;
import dev.caravan.pull.paging.LinkHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether responses name the next page, and how one asks for it. */
final class NextProbe {
  private final Inquiry inquiry;

  NextProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  /** The way to the page after a response, once it is known; empty where a response names none. */
  interface Way {
    Optional<Target> after(Look look);
  }

  /** Tries what a page says of the next one; empty when it says nothing that leads there. */
  Optional<Way> run() throws IOException, InterruptedException {
    Look look = inquiry.small();
    for (Said.Kind kind : List.of(Said.Kind.LINK, Said.Kind.URL)) {
      for (Said said : inquiry.said(look).stream().filter(each -> each.kind() == kind).toList()) {
        Optional<Way> way = link(look, said);
        if (way.isPresent()) {
          return way;
        }
      }
    }
    for (Said said :
        inquiry.said(look).stream().filter(each -> each.kind() == Said.Kind.CURSOR).toList()) {
      Optional<Way> way = cursor(look, said);
      if (way.isPresent()) {
        return way;
      }
    }
    return Optional.empty();
  }

  private Optional<Way> link(Look look, Said said) throws IOException, InterruptedException {
    Target next = following(look, said);
    if (!Origins.of(next.url()).equals(Origins.of(look.asked().url()))) {
      inquiry
          .findings()
          .question(
              said.place()
                  + " leads to "
                  + Origins.of(next.url())
                  + ", which was not asked: if it is to be believed, set allowedOrigins of the"
                  + " API.");
      return Optional.empty();
    }
    Optional<Look> page = inquiry.ask(next, "whether " + said.place() + " leads to the next page");
    if (page.isEmpty() || !follows(look, page.get())) {
      return Optional.empty();
    }
    boolean header = said.kind() == Said.Kind.LINK;
    inquiry.findings().stream(
        "pagination",
        header ? "link" : "next-url",
        "Followed: the page there goes on after the first one.");
    if (!header) {
      inquiry.findings().stream("nextUrl", said.place(), "");
    }
    return Optional.of(each -> same(each, said).map(found -> following(each, found)));
  }

  private static Target following(Look look, Said said) {
    return new LinkHeader().at(look.asked(), Optional.of(String.valueOf(said.value())));
  }

  private Optional<Said> same(Look look, Said said) {
    return inquiry.said(look).stream()
        .filter(each -> each.place().equals(said.place()))
        .findFirst();
  }

  private Optional<Way> cursor(Look look, Said said) throws IOException, InterruptedException {
    List<String> wanted = new ArrayList<>(inquiry.names().forCursor(said.name()));
    if (String.valueOf(said.value()).matches("\\d{1,9}")) {
      wanted.addAll(1, List.of("page", "offset"));
    }
    List<String> names =
        new ArrayList<>(inquiry.names().placed(wanted.stream().distinct().toList()));
    if (said.place().startsWith("header:")) {
      names = new ArrayList<>(inquiry.names().withHeaders(names, wanted.get(0)));
    }
    Target pages = inquiry.smallPages();
    String value = String.valueOf(said.value());
    Optional<String> found =
        names.isEmpty() ? Optional.empty() : only(look, pages, names.subList(0, 1), value);
    if (found.isEmpty() && names.size() > 1) {
      found = only(look, pages, names.subList(1, names.size()), value);
    }
    if (found.isEmpty()) {
      inquiry
          .findings()
          .gap(
              said.place()
                  + " names the next page, but none of the usual parameters takes it: which one"
                  + " does? Set cursorParam.");
      inquiry.findings().stream("pagination", "cursor", "");
      inquiry.findings().stream("nextCursor", said.place(), "");
      return Optional.empty();
    }
    String name = found.get();
    inquiry.findings().stream(
        "pagination", "cursor", "Followed: the page there goes on after the first one.");
    inquiry.findings().stream("cursorParam", name, "");
    inquiry.findings().stream("nextCursor", said.place(), "");
    return Optional.of(
        each ->
            same(each, said)
                .map(next -> Inquiry.with(each.asked(), name, String.valueOf(next.value()))));
  }

  /** The one of several names that takes the cursor: halves lead on, or the others do. */
  private Optional<String> only(Look look, Target pages, List<String> names, String value)
      throws IOException, InterruptedException {
    List<String> left = names;
    boolean leads = leads(look, pages, left, value);
    if (!leads) {
      return Optional.empty();
    }
    while (left.size() > 1) {
      int half = left.size() / 2;
      leads = leads(look, pages, left.subList(0, half), value);
      left = leads ? left.subList(0, half) : left.subList(half, left.size());
    }
    return leads || leads(look, pages, left, value) ? Optional.of(left.get(0)) : Optional.empty();
  }

  private boolean leads(Look look, Target pages, List<String> names, String value)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(name, value));
    String why =
        names.size() == 1
            ? "whether " + names.get(0) + " takes the cursor"
            : "which parameter takes the cursor";
    Optional<Look> page = inquiry.ask(Inquiry.with(pages, all), why);
    return page.isPresent() && follows(look, page.get());
  }

  /** Whether a page is what comes after another one. */
  private boolean follows(Look look, Look page) {
    return inquiry.known().beginsHere(inquiry.rows(page), inquiry.rows(look).size());
  }
}
