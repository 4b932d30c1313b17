package dev.caravan.cli.discover;

import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.cli.discover.seen.TimeField;
import dev.caravan.cli.discover.seen.TimeForm;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Whether the API lists only what changed since a time. Names are names at once, each with a time
 * of its own, so that the oldest record that comes tells which one filters, and whether a record of
 * exactly that time comes, too.
 */
final class FilterProbe {
  private static final int MOST_AT_ONCE = 30;
  private static final int MOST_GROUPS = 4;

  private final Inquiry inquiry;
  private final TimeField field;

  /** Times in the list that is known, each with how records write it, the latest first. */
  private final List<Map.Entry<BigDecimal, String>> marks;

  FilterProbe(Inquiry inquiry, TimeField field) {
    this.inquiry = inquiry;
    this.field = field;
    Map<BigDecimal, String> texts = new TreeMap<>(Comparator.reverseOrder());
    inquiry.known().all().stream()
        .filter(field::isIn)
        .forEach(row -> texts.putIfAbsent(field.of(row), field.text(row)));
    this.marks = List.copyOf(texts.entrySet());
  }

  /** A parameter that filters. */
  record Filter(String name, boolean inclusive, String form, Look shown) {}

  Optional<Filter> run() throws IOException, InterruptedException {
    List<String> names = inquiry.names().filters(field.name());
    if (names.isEmpty() || marks.size() < 4) {
      return Optional.empty();
    }
    Optional<Filter> found = Optional.empty();
    int most = mostAtOnce();
    for (int from = 0;
        from < Math.min(names.size(), MOST_GROUPS * most) && found.isEmpty();
        from += most) {
      found =
          among(
              names.subList(from, Math.min(names.size(), from + most)),
              field.form().parameter(),
              text -> text);
    }
    if (found.isEmpty() && field.form() == TimeForm.ISO && inquiry.asking().mayAsk()) {
      found = among(names.subList(0, Math.min(names.size(), most)), "epoch", FilterProbe::seconds);
    }
    return found;
  }

  private static String seconds(String iso) {
    return TimeForm.ISO
        .read(iso)
        .orElseThrow()
        .setScale(0, java.math.RoundingMode.FLOOR)
        .toPlainString();
  }

  private Optional<Filter> among(List<String> names, String form, UnaryOperator<String> written)
      throws IOException, InterruptedException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String name : names) {
      values.put(name, written.apply(marks.get(1 + 2 * values.size()).getValue()));
    }
    Optional<Look> look =
        inquiry.ask(
            Inquiry.with(inquiry.largePages(), values),
            "which parameter filters by " + field.name());
    if (look.isEmpty()) {
      return Optional.empty();
    }
    if (!look.get().isGood()) {
      return names.size() > 1 && inquiry.asking().mayAsk()
          ? alone(names.get(0), form, written)
          : Optional.empty();
    }
    if (inquiry.rows(look.get()).isEmpty() && names.size() > 1) {
      // Each of the times alone would leave records: one of the names means something else.
      return among(names.subList(0, names.size() / 2), form, written);
    }
    Optional<BigDecimal> oldest = oldest(look.get());
    if (oldest.isEmpty() || isAll(look.get())) {
      return Optional.empty();
    }
    for (int i = 0; i < names.size(); i++) {
      if (marks.get(1 + 2 * i).getKey().compareTo(oldest.get()) <= 0) {
        return alone(names.get(i), form, written);
      }
    }
    return Optional.empty();
  }

  /** Two times apart, so that the one between says whether the time itself is left out. */
  private int mostAtOnce() {
    int largest = Math.max(inquiry.asked(), inquiry.known().size());
    return Math.max(1, Math.min(Math.min(MOST_AT_ONCE, (marks.size() - 1) / 2), largest / 4));
  }

  /** One parameter alone: exactly the records that are known to be as new must come. */
  private Optional<Filter> alone(String name, String form, UnaryOperator<String> written)
      throws IOException, InterruptedException {
    int at = Math.min(2, marks.size() - 2);
    BigDecimal bound = marks.get(at).getKey();
    Target target =
        Inquiry.with(inquiry.largePages(), name, written.apply(marks.get(at).getValue()));
    Optional<Look> look = inquiry.ask(target, "whether " + name + " alone filters");
    if (look.isEmpty()
        || oldest(look.get()).filter(oldest -> oldest.compareTo(bound) >= 0).isEmpty()) {
      return Optional.empty();
    }
    List<BigDecimal> came = new ArrayList<>();
    inquiry.rows(look.get()).forEach(row -> came.add(field.of(row)));
    boolean newer = marks.subList(0, at).stream().allMatch(mark -> came.contains(mark.getKey()));
    // Of a page that is full others may be missing; that all of it is new is enough.
    boolean full =
        came.size()
            >= Math.max(inquiry.asked(), inquiry.size().isPresent() ? 1 : inquiry.known().size());
    boolean inclusive = came.contains(bound) && form.equals(field.form().parameter());
    return newer || full
        ? Optional.of(new Filter(name, inclusive, form, look.get()))
        : Optional.empty();
  }

  private Optional<BigDecimal> oldest(Look look) {
    List<?> rows = inquiry.rows(look);
    return rows.stream().allMatch(field::isIn)
        ? rows.stream().map(field::of).min(Comparator.naturalOrder())
        : Optional.empty();
  }

  private boolean isAll(Look look) {
    return inquiry.known().beginsHere(inquiry.rows(look), 0)
        && inquiry.rows(look).size() >= inquiry.rows(inquiry.widest()).size();
  }
}
