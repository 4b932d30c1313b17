package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.names.UsualNames;
import dev.caravan.cli.discover.seen.Look;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether pages are asked for by their number, or by the number of rows before them. Names are
 * tried at once, each with a number that leads to a place of its own.
 */
final class NumberProbe {
  private static final int SINGLES = 3;

  private final Inquiry inquiry;
  private final int few;

  NumberProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
    this.few = inquiry.size().isPresent() ? SizeProbe.FEW : inquiry.known().size();
  }

  /** A parameter with a number, and the place in the list to which it leads. */
  private record Guess(String name, int number, int place, String kind, int first) {}

  /** Whether it is so. */
  boolean run() throws IOException, InterruptedException {
    return inquiry.size().isPresent() ? among() : alone();
  }

  /** With small pages in a list that is known, the place tells the name. */
  private boolean among() throws IOException, InterruptedException {
    List<String> pages = inquiry.names().placed(UsualNames.PAGE);
    List<String> offsets = inquiry.names().placed(UsualNames.OFFSET);
    if (pages.isEmpty() && offsets.isEmpty()) {
      return false;
    }
    // A number past the end may give the last page again, which is some place in the list, too.
    int most = Math.max(1, (inquiry.known().size() - few) / (2 * few));
    for (int from = 0; from < Math.max(1, pages.size()); from += most) {
      List<String> some = pages.subList(from, Math.min(pages.size(), from + most));
      Optional<Boolean> found = among(some, from == 0 ? offsets : List.of());
      if (found.isPresent()) {
        return found.get() || singly(pages, offsets);
      }
    }
    return false;
  }

  /** Whether some of the names lead to a place that is theirs; empty when they lead nowhere. */
  private Optional<Boolean> among(List<String> pages, List<String> offsets)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>(Inquiry.numbered(pages, 2, 2));
    offsets.stream()
        .filter(name -> 2 + all.size() * few < inquiry.known().size() + pages.size() * few)
        .forEach(name -> all.put(name, String.valueOf(2 + (all.size() - pages.size()) * few)));
    Optional<Look> group =
        inquiry.ask(Inquiry.with(inquiry.smallPages(), all), "whether pages or rows are counted");
    if (group.isEmpty()) {
      return Optional.of(false);
    }
    int place = inquiry.known().beginOf(inquiry.rows(group.get()));
    if (place == 0 && group.get().isGood()) {
      return Optional.empty();
    }
    for (Map.Entry<String, String> each : all.entrySet()) {
      int number = Integer.parseInt(each.getValue());
      for (Guess guess : guesses(each.getKey(), number, pages.contains(each.getKey()))) {
        if (place > 0 && guess.place() == place && confirmed(guess)) {
          return Optional.of(true);
        }
      }
    }
    return Optional.of(false);
  }

  private boolean singly(List<String> pages, List<String> offsets)
      throws IOException, InterruptedException {
    for (String name : List.of("page", "offset", "skip", "p", "start")) {
      boolean page = pages.contains(name);
      if (!page && !offsets.contains(name) || !inquiry.asking().mayAsk()) {
        continue;
      }
      for (Guess guess : guesses(name, 2, page)) {
        if (guess.first() == 1 || !page) {
          if (confirmed(guess)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private List<Guess> guesses(String name, int number, boolean page) {
    return page
        ? List.of(
            new Guess(name, number, (number - 1) * few, "page", 1),
            new Guess(name, number, number * few, "page", 0))
        : List.of(new Guess(name, number, number, "offset", 0));
  }

  /** Asks for one parameter alone, at another place. */
  private boolean confirmed(Guess guess) throws IOException, InterruptedException {
    int number = guess.number() == 2 ? 3 : 2;
    int place = guess.kind().equals("offset") ? number : (number - guess.first()) * few;
    Target target = Inquiry.with(inquiry.smallPages(), guess.name(), number);
    Optional<Look> page =
        inquiry.ask(
            target,
            "whether "
                + guess.name()
                + " counts "
                + (guess.kind().equals("page") ? "pages from " + guess.first() : "rows"));
    if (page.isEmpty() || !inquiry.known().beginsHere(inquiry.rows(page.get()), place)) {
      return false;
    }
    take(guess);
    inquiry.looks().add(page.get());
    return true;
  }

  private void take(Guess guess) {
    String kind = guess.kind();
    inquiry.findings().stream(
        "pagination",
        kind,
        "Tried: " + guess.name() + " counts " + (kind.equals("page") ? "pages" : "rows") + ".");
    inquiry.findings().stream(kind + "Param", guess.name(), "");
    if (kind.equals("page") && guess.first() == 0) {
      inquiry.findings().stream("firstPage", 0, "The first page has the number 0.");
    }
  }

  /** Where pages have one size, a page after the first one has rows that nobody knows. */
  private boolean alone() throws IOException, InterruptedException {
    List<String> offsets = inquiry.names().placed(UsualNames.OFFSET);
    int left = SINGLES;
    for (String name : inquiry.names().placed(UsualNames.PAGE)) {
      if (left-- == 0) {
        break;
      }
      Optional<Look> second =
          inquiry.ask(Inquiry.with(inquiry.base(), name, 2), "whether " + name + " counts pages");
      if (second.isPresent() && isBeyond(second.get())) {
        OptionalInt first = firstPage(name);
        if (first.isPresent()) {
          take(new Guess(name, 2, few, "page", first.getAsInt()));
          return true;
        }
      }
    }
    if (offsets.isEmpty()) {
      return false;
    }
    Map<String, String> all = Inquiry.numbered(offsets, 1, 1);
    Optional<Look> group =
        inquiry.ask(Inquiry.with(inquiry.base(), all), "whether rows are counted");
    int place = group.map(look -> inquiry.known().beginOf(inquiry.rows(look))).orElse(-1);
    if (place > 0 && place <= offsets.size()) {
      return confirmed(new Guess(offsets.get(place - 1), 2, 2, "offset", 0));
    }
    return false;
  }

  /** The number of the first page: 1 gives it, or the one after it. */
  private OptionalInt firstPage(String name) throws IOException, InterruptedException {
    Optional<Look> one =
        inquiry.ask(
            Inquiry.with(inquiry.base(), name, 1), "whether " + name + " 1 is the first page");
    if (one.isEmpty() || inquiry.rows(one.get()).isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(inquiry.known().beginOf(inquiry.rows(one.get())) == 0 ? 1 : 0);
  }

  private boolean isBeyond(Look look) {
    List<?> rows = inquiry.rows(look);
    return !rows.isEmpty() && inquiry.known().beginsHere(rows, inquiry.known().size());
  }
}
