package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.names.ParameterNames;
import dev.caravan.cli.discover.seen.KnownRows;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.Said;
import dev.caravan.response.Placement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of an API's list so far, for one question after the other. Of one thread. */
final class Inquiry {
  private static final List<Integer> PAGE_SIZES = List.of(500, 200, 100, 50, 20, 10, 5, 2, 1);

  private final Asking asking;
  private final Findings findings = new Findings();
  private final KnownRows known = new KnownRows();
  private final List<Look> looks = new ArrayList<>();
  private final Target base;
  private final ParameterNames names;
  private String records = "$";
  private Optional<String> size = Optional.empty();
  private Optional<Look> small = Optional.empty();
  private Look widest;
  private int asked;
  private int tried;
  private boolean whole;

  Inquiry(Asking asking, Target base, Optional<List<String>> declared) {
    this.asking = asking;
    this.base = base;
    this.names = new ParameterNames(base, declared);
  }

  /** Asks; empty when no more may be asked. */
  Optional<Look> ask(Target target, String why) throws IOException, InterruptedException {
    return asking.ask(target, why);
  }

  /** The request with values, each at the place of its name. */
  static Target with(Target target, Map<String, String> values) {
    Target changed = target;
    for (Map.Entry<String, String> each : values.entrySet()) {
      changed = Placement.parse("parameter", each.getKey()).put(changed, each.getValue());
    }
    return changed;
  }

  static Target with(Target target, String name, Object value) {
    return with(target, Map.of(name, String.valueOf(value)));
  }

  /** The request for pages of a few rows, where their size can be chosen. */
  Target smallPages() {
    return size.map(name -> with(base, name, SizeProbe.FEW)).orElse(base);
  }

  /** The request for pages as the file asks for them. */
  Target largePages() {
    return size.filter(name -> asked > 0).map(name -> with(base, name, asked)).orElse(base);
  }

  /** Names for one probe, with a value of its own for each. */
  static Map<String, String> numbered(List<String> names, int from, int step) {
    Map<String, String> values = new LinkedHashMap<>();
    names.forEach(name -> values.put(name, String.valueOf(from + values.size() * step)));
    return values;
  }

  /** What a response says beside its records. */
  List<Said> said(Look look) {
    return Said.in(look, look.rows(records));
  }

  /** The first thing of a kind that a response says. */
  Optional<Said> said(Look look, Said.Kind kind) {
    return said(look).stream().filter(each -> each.kind() == kind).findFirst();
  }

  List<?> rows(Look look) {
    return look.rows(records);
  }

  /** Whether a response names what comes after it, or says that something does. */
  boolean saysMore(Look look) {
    List<Said> said = said(look);
    Optional<Said> flag = said.stream().filter(each -> each.kind() == Said.Kind.MORE).findFirst();
    boolean position =
        said.stream()
            .anyMatch(
                each ->
                    each.kind() == Said.Kind.LINK
                        || each.kind() == Said.Kind.URL
                        || each.kind() == Said.Kind.CURSOR);
    return flag.map(Said::isYes).orElse(position) || total(look).orElse(-1L) > rows(look).size();
  }

  /** How many records there are, by a number that all responses agree on. */
  Optional<Long> total(Look look) {
    return totalPlace()
        .flatMap(
            place ->
                said(look).stream()
                    .filter(each -> each.place().equals(place.place()))
                    .map(Said::number)
                    .findFirst());
  }

  /** Where all responses so far say the same number, which is not that of their rows. */
  Optional<Said> totalPlace() {
    return said(looks.get(0)).stream()
        .filter(each -> each.kind() == Said.Kind.COUNT && each.number() >= known.size())
        .filter(
            each ->
                looks.stream()
                    .allMatch(
                        look ->
                            said(look).stream()
                                .anyMatch(
                                    other ->
                                        other.place().equals(each.place())
                                            && other.number() == each.number())))
        .filter(
            each ->
                looks.stream().map(look -> rows(look).size()).distinct().count() > 1
                    || each.number() > known.size())
        .findFirst();
  }

  Findings findings() {
    return findings;
  }

  KnownRows known() {
    return known;
  }

  ParameterNames names() {
    return names;
  }

  Target base() {
    return base;
  }

  /** Responses to requests for the whole list. */
  List<Look> looks() {
    return looks;
  }

  String records() {
    return records;
  }

  /** Takes the list at a path for the records. */
  void records(String path) {
    records = path;
    known.clear();
    looks.forEach(look -> known.extend(rows(look)));
  }

  Optional<String> size() {
    return size;
  }

  void size(String name) {
    size = Optional.of(name);
  }

  /** A page of a few rows, after which more rows are known; else the first response. */
  Look small() {
    return small.orElse(looks.get(0));
  }

  void small(Look look) {
    small = Optional.of(look);
  }

  /** The page with the most rows. */
  Look widest() {
    return widest == null ? looks.get(0) : widest;
  }

  void widest(Look look) {
    widest = look;
  }

  /** Rows that a page of the file is asked for; 0 when that cannot be chosen. */
  int asked() {
    return asked;
  }

  void asked(int rows) {
    asked = rows;
  }

  /** The largest page that was asked for. */
  void tried(int rows) {
    tried = rows;
  }

  /** The rows that are known are all, so that a page may hold more than came. */
  void allSeen() {
    whole = true;
    asked = Math.max(asked, tried);
  }

  /**
   * Makes pages smaller than the list. What says that there is no more is believed once it said, or
   * showed, that there is.
   */
  void severalPages() {
    PAGE_SIZES.stream()
        .filter(rows -> whole && rows < known.size() && rows < asked)
        .findFirst()
        .ifPresent(
            rows -> {
              asked = rows;
              findings.note(
                  "Pages have %d rows, fewer than the list, so that each scan sees another page."
                      .formatted(rows));
            });
  }

  /** Says how large pages are at most, where that showed. */
  void describeSize() {
    if (size.isPresent() && !whole && asked < tried) {
      findings.note("Asked for %d rows, the API gives %d at most.".formatted(tried, asked));
    }
  }

  /** Whether the rows that are known seem to be all. */
  boolean isWhole() {
    return whole;
  }

  void whole(boolean all) {
    whole = all;
  }

  Asking asking() {
    return asking;
  }
}
