package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.names.UsualNames;
import dev.caravan.cli.discover.seen.ListPlace;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.response.Placement;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By which parameter pages become larger or smaller, and how large. Many names are tried at once,
 * each with a size of its own, so that the rows that come tell which one counts.
 */
final class SizeProbe {
  /** Rows of a small page, of which two and more fit into what is known. */
  static final int FEW = 3;

  private static final int MANY = 1000;
  private static final int FEWER = 100;
  private static final long HEAVY = 8L * 1024 * 1024;
  private static final int SINGLES = 3;

  private final Inquiry inquiry;

  SizeProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  void run() throws IOException, InterruptedException {
    List<String> given = given();
    List<String> names = given.isEmpty() ? inquiry.names().placed(UsualNames.SIZE) : given;
    if (names.isEmpty() || !find(names)) {
      inquiry.whole(!inquiry.saysMore(inquiry.looks().get(0)));
      return;
    }
    widen();
  }

  /** The one that the user's own request has. */
  private List<String> given() {
    return inquiry.names().placed(UsualNames.SIZE).stream()
        .filter(name -> Placement.parse("size", name).isIn(inquiry.base()))
        .limit(1)
        .toList();
  }

  private boolean find(List<String> names) throws IOException, InterruptedException {
    Map<String, String> values = values(names);
    Optional<Look> group =
        inquiry.ask(Inquiry.with(inquiry.base(), values), "which parameter is the page size");
    if (group.filter(Look::isRefused).isPresent()) {
      for (String name : names.subList(0, Math.min(SINGLES, names.size()))) {
        Map<String, String> one = Map.of(name, String.valueOf(FEW));
        Optional<Look> single =
            inquiry.ask(Inquiry.with(inquiry.base(), one), "whether " + name + " is the page size");
        if (single.isPresent() && found(single.get(), one)) {
          return true;
        }
      }
      return false;
    }
    return group.isPresent() && found(group.get(), values);
  }

  /** A size for each name, none of them that of a page without. */
  private Map<String, String> values(List<String> names) {
    Map<String, String> values = new LinkedHashMap<>();
    int value = FEW;
    for (String name : names) {
      value += value == inquiry.known().size() ? 1 : 0;
      values.put(name, String.valueOf(value++));
    }
    return values;
  }

  private boolean found(Look look, Map<String, String> values) {
    List<ListPlace> before = ListPlace.in(inquiry.looks().get(0).response().body());
    for (ListPlace place : ListPlace.in(look.response().body())) {
      // A list beside the records has some size, too, but always the same.
      boolean known =
          before.stream()
              .anyMatch(each -> each.path().equals(place.path()) && each.size() != place.size());
      Optional<String> name =
          values.entrySet().stream()
              .filter(each -> each.getValue().equals(String.valueOf(place.size())))
              .map(Map.Entry::getKey)
              .findFirst();
      if (known && name.isPresent()) {
        return take(look, place, name.get());
      }
    }
    return false;
  }

  private boolean take(Look look, ListPlace place, String name) {
    if (!place.path().equals(inquiry.records())) {
      inquiry.records(place.path());
    }
    if (!inquiry.known().extend(inquiry.rows(look))) {
      inquiry
          .findings()
          .gap(
              "Two responses begin with other records: does the API list in a fixed order? Ask for"
                  + " one in path, such as ?sort=id.");
      return false;
    }
    inquiry.size(name);
    inquiry.small(look);
    inquiry.looks().add(look);
    return true;
  }

  /** Asks for a large page: what is served at most, and more rows that are known. */
  private void widen() throws IOException, InterruptedException {
    Look first = inquiry.looks().get(0);
    long each = first.bytes() / Math.max(1, inquiry.rows(first).size());
    int many = each * MANY > HEAVY ? FEWER : MANY;
    if (!widen(many) && many > FEWER) {
      widen(FEWER);
    }
    if (inquiry.asked() == 0) {
      inquiry.asked(Math.max(FEW, inquiry.known().size()));
      inquiry.whole(!inquiry.saysMore(first));
    }
  }

  private boolean widen(int many) throws IOException, InterruptedException {
    String name = inquiry.size().orElseThrow();
    Target target = Inquiry.with(inquiry.base(), name, many);
    Optional<Look> look = inquiry.ask(target, "how large a page may be");
    if (look.isEmpty() || !look.get().isGood()) {
      look.ifPresent(
          refused ->
              inquiry
                  .findings()
                  .note(
                      "Pages of %d rows are refused with status %d."
                          .formatted(many, refused.status())));
      return false;
    }
    List<?> rows = inquiry.rows(look.get());
    if (!inquiry.known().extend(rows)) {
      return false;
    }
    inquiry.looks().add(look.get());
    inquiry.widest(look.get());
    boolean more = inquiry.saysMore(look.get());
    // Some APIs take a size that is too large for none at all.
    if (more
        && rows.size() < FEWER
        && rows.size() == inquiry.rows(inquiry.looks().get(0)).size()
        && many > FEWER) {
      return false;
    }
    inquiry.tried(many);
    inquiry.asked(more && rows.size() < many ? rows.size() : many);
    inquiry.whole(!more && rows.size() < many);
    return true;
  }
}
