package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.names.UsualNames;
import dev.caravan.cli.discover.seen.ListSlope;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.RecordShape;
import dev.caravan.cli.discover.seen.TimeField;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether the next page is asked for by a value of the last record: its key, or the time of its
 * last change with the key for those that changed at once.
 */
final class KeyProbe {
  private static final int STEP = 3;

  private final Inquiry inquiry;
  private final RecordShape shape;
  private final List<Object> rows;

  KeyProbe(Inquiry inquiry) {
    this.inquiry = inquiry;
    this.rows = inquiry.known().all();
    this.shape = new RecordShape(rows);
  }

  /** A name whose value led to the row after that of the value, or to that row itself. */
  private record Hit(String name, int at, boolean inclusive) {}

  /** Whether it is so. */
  boolean run() throws IOException, InterruptedException {
    Optional<String> key = shape.key();
    if (key.isPresent() && shape.order(key.get(), true) != 0 && byKey(key.get())) {
      return true;
    }
    Optional<TimeField> changed = shape.changed();
    return changed.isPresent()
        && key.isPresent()
        && shape.order(changed.get().name(), false) == 1
        && byTime(changed.get(), key.get());
  }

  /** The parameter that takes the value of a record and leads to the next one. */
  Optional<String> parameterAfter(List<String> names, String field)
      throws IOException, InterruptedException {
    return find(names, field, "which parameter takes the last " + field)
        .filter(hit -> !hit.inclusive())
        .map(Hit::name);
  }

  private boolean byKey(String key) throws IOException, InterruptedException {
    boolean up = shape.order(key, true) > 0;
    List<String> names = inquiry.names().placed(up ? UsualNames.AFTER_KEY : UsualNames.BEFORE_KEY);
    Optional<Hit> hit = find(names, key, "which parameter takes the last " + key);
    if (hit.isEmpty()) {
      return false;
    }
    inquiry.findings().stream(
        "pagination", "keyset", "Tried: the page after a record begins with the next one.");
    inquiry.findings().stream("keysetParam", hit.get().name(), "");
    inquiry.findings().stream("keysetField", key, "");
    if (!up) {
      inquiry.findings().stream("keysetOrder", "desc", "The API lists the largest first.");
    }
    boundary(hit.get());
    return true;
  }

  private boolean byTime(TimeField changed, String key) throws IOException, InterruptedException {
    List<String> names = inquiry.names().filters(changed.name());
    Optional<Hit> hit =
        find(names, changed.name(), "which parameter takes the last " + changed.name());
    if (hit.isEmpty()) {
      return false;
    }
    inquiry.findings().stream(
        "pagination", "keyset", "Tried: the page after a time begins with the next record.");
    inquiry.findings().stream("keysetParam", hit.get().name(), "");
    inquiry.findings().stream("keysetField", changed.name(), "");
    if (hit.get().inclusive()) {
      boundary(hit.get());
    } else {
      tie(hit.get(), changed, key);
    }
    return true;
  }

  private void boundary(Hit hit) {
    if (hit.inclusive()) {
      inquiry.findings().stream(
          "keysetBoundary", "inclusive", "The record of the value itself comes again.");
      inquiry.findings().stream(
          "pageSize", Math.max(inquiry.asked(), inquiry.rows(inquiry.widest()).size()), "");
    }
  }

  /** With the key of an earlier record beside the time, the record of that time must come, too. */
  private void tie(Hit hit, TimeField changed, String key)
      throws IOException, InterruptedException {
    List<String> names =
        inquiry.names().placed(UsualNames.TIE).stream()
            .filter(name -> !name.equals(hit.name()))
            .toList();
    Optional<int[]> pair = smallerKey(key);
    Optional<String> tie =
        pair.isEmpty() ? Optional.empty() : tie(hit, changed, key, names, pair.get());
    if (tie.isPresent()) {
      inquiry.findings().stream(
          "tieParam",
          tie.get(),
          "Tried: with it records of one " + changed.name() + " are told apart.");
      inquiry.findings().stream("tieField", key, "");
    } else {
      inquiry
          .findings()
          .gap(
              "Two records of one "
                  + changed.name()
                  + " on the border of two pages: which parameter tells them apart? Without it the"
                  + " second would be lost, so a run that sees two stops.");
    }
  }

  private Optional<String> tie(
      Hit hit, TimeField changed, String key, List<String> names, int[] pair)
      throws IOException, InterruptedException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(hit.name(), changed.text(rows.get(pair[0])));
    names.forEach(name -> values.put(name, text(rows.get(pair[1]), key)));
    Optional<Look> look =
        inquiry.ask(
            Inquiry.with(inquiry.smallPages(), values),
            names.size() == 1
                ? "whether " + names.get(0) + " tells records of one time apart"
                : "which parameter tells records of one time apart");
    boolean here = look.isPresent() && inquiry.known().beginOf(inquiry.rows(look.get())) == pair[0];
    if (!here || names.size() == 1) {
      return here ? Optional.of(names.get(0)) : Optional.empty();
    }
    Optional<String> first = tie(hit, changed, key, names.subList(0, 1), pair);
    return first.isPresent() ? first : tie(hit, changed, key, names.subList(1, names.size()), pair);
  }

  /** A row in the midst whose time is its own, and another one of a smaller key. */
  private Optional<int[]> smallerKey(String key) {
    return IntStream.range(1, rows.size() - 1)
        .boxed()
        .flatMap(
            at ->
                IntStream.range(0, rows.size())
                    .filter(
                        other ->
                            ListSlope.of(value(rows.get(other), key), value(rows.get(at), key))
                                == ListSlope.UP)
                    .limit(1)
                    .mapToObj(other -> new int[] {at, other}))
        .findFirst();
  }

  /** Each name with the value of another record: which one follows tells whose name counts. */
  private Optional<Hit> find(List<String> names, String field, String why)
      throws IOException, InterruptedException {
    Map<String, String> values = new LinkedHashMap<>();
    int at = STEP;
    for (String name : names) {
      if (at + 1 < rows.size()) {
        values.put(name, text(rows.get(at), field));
        at += STEP;
      }
    }
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Optional<Look> look = inquiry.ask(Inquiry.with(inquiry.smallPages(), values), why);
    int begin = look.map(page -> inquiry.known().beginOf(inquiry.rows(page))).orElse(-1);
    if (begin == 0) {
      return Optional.empty();
    }
    List<String> tried = List.copyOf(values.keySet());
    if (begin < 0) {
      return first(tried, field);
    }
    int place = begin / STEP - 1;
    return begin % STEP > 1 || place < 0 || place >= tried.size()
        ? first(tried, field)
        : confirmed(tried.get(place), field);
  }

  private Optional<Hit> first(List<String> names, String field)
      throws IOException, InterruptedException {
    for (String name : names.subList(0, Math.min(2, names.size()))) {
      Optional<Hit> hit = confirmed(name, field);
      if (hit.isPresent()) {
        return hit;
      }
    }
    return Optional.empty();
  }

  private Optional<Hit> confirmed(String name, String field)
      throws IOException, InterruptedException {
    int at = 1;
    Target target = Inquiry.with(inquiry.smallPages(), name, text(rows.get(at), field));
    Optional<Look> look = inquiry.ask(target, "whether " + name + " goes on after a record");
    if (look.isEmpty()) {
      return Optional.empty();
    }
    int begin = inquiry.known().beginOf(inquiry.rows(look.get()));
    // A filter leads there, too; but only pages have rows that come after those that are known.
    boolean further =
        inquiry.size().isPresent()
            || !inquiry.isWhole()
            || inquiry.rows(look.get()).stream().anyMatch(row -> inquiry.known().indexOf(row) < 0);
    return further && (begin == at || begin == at + 1)
        ? Optional.of(new Hit(name, at, begin == at))
        : Optional.empty();
  }

  private static Object value(Object row, String field) {
    return ((Map<?, ?>) row).get(field);
  }

  private static String text(Object row, String field) {
    return String.valueOf(value(row, field));
  }
}
