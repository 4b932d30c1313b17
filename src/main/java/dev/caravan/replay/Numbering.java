package dev.caravan.replay;

import dev.caravan.response.JsonPathTo;
import dev.caravan.state.Checkpoint;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers of the changes of a feed, and what they tell.
 *
 * @param field where a change has its number
 * @param dense whether the numbers leave none out; empty when that must show
 */
record Numbering(JsonPathTo field, Optional<Boolean> dense) {
  /** So many numbers in a row, and a gap after them is worth a word. */
  static final long SHOWN = 100;

  /** A number, or one before a dash, as in CouchDB's {@code 12-g1AAAA}, but no UUID. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?!\\p{XDigit}{8}-\\p{XDigit}{4}-)(\\d{1,100}(?:\\.\\d{1,100})?)(?:-.*)?",
          Pattern.DOTALL);

  private static final Pattern WHOLE = Pattern.compile("\\d{1,100}");

  /**
   * What a page adds.
   *
   * @param numbers those so far
   * @param back how the page goes back, if it does
   * @param gap what it leaves out, if that is worth a word
   */
  record Seen(Optional<Checkpoint.Numbers> numbers, Optional<String> back, Optional<String> gap) {}

  /** The number in a text; empty when it does not begin with one. */
  static Optional<BigDecimal> of(String text) {
    Matcher matcher = NUMBER.matcher(text);
    return matcher.matches() ? Optional.of(new BigDecimal(matcher.group(1))) : Optional.empty();
  }

  /** How many changes have a number up to one. */
  int upTo(BigDecimal newest, List<?> changes) {
    return (int)
        changes.stream()
            .filter(each -> number(each).filter(n -> n.compareTo(newest) <= 0).isPresent())
            .count();
  }

  /** Whether all changes have this number. */
  boolean areAll(BigDecimal number, List<?> changes) {
    return changes.stream()
        .allMatch(each -> number(each).filter(n -> n.compareTo(number) == 0).isPresent());
  }

  /** Goes through a page, oldest first. What it repeats at its beginning is no step back. */
  Seen see(Optional<Checkpoint.Numbers> before, List<?> changes) {
    Optional<Checkpoint.Numbers> numbers = before;
    Optional<BigDecimal> last = Optional.empty();
    Optional<String> gap = Optional.empty();
    for (Object change : changes) {
      Optional<BigDecimal> number = number(change);
      if (number.isEmpty()) {
        continue;
      }
      if (last.isPresent() && number.get().compareTo(last.get()) < 0) {
        return back(number.get(), last.get());
      }
      last = number;
      Optional<Checkpoint.Numbers> known = numbers;
      boolean whole = isWhole(change);
      gap = gap.or(() -> known.flatMap(from -> gap(from, number.get(), whole)));
      numbers = Optional.of(next(numbers, number.get()));
    }
    BigDecimal end = last.orElse(null);
    return before
        .filter(known -> end != null && end.compareTo(known.newest()) < 0)
        .map(known -> back(end, known.newest()))
        .orElse(new Seen(numbers, Optional.empty(), gap));
  }

  private static Seen back(BigDecimal number, BigDecimal after) {
    String how = "change %s comes after change %s".formatted(plain(number), plain(after));
    return new Seen(Optional.empty(), Optional.of(how), Optional.empty());
  }

  private static Checkpoint.Numbers next(Optional<Checkpoint.Numbers> before, BigDecimal number) {
    if (before.isEmpty()) {
      return new Checkpoint.Numbers(number, 1);
    }
    BigDecimal newest = before.get().newest();
    if (number.compareTo(newest) <= 0) {
      return before.get();
    }
    boolean follows = number.compareTo(newest.add(BigDecimal.ONE)) == 0;
    return new Checkpoint.Numbers(number, follows ? before.get().inARow() + 1 : 1);
  }

  private Optional<String> gap(Checkpoint.Numbers before, BigDecimal number, boolean whole) {
    BigDecimal due = before.newest().add(BigDecimal.ONE);
    boolean isDense = dense.orElse(whole && before.inARow() >= SHOWN);
    return isDense && number.compareTo(due) > 0
        ? Optional.of(
            "changes %s to %s never came: %s numbers in a row had no gap, and after %s comes %s. The API may have dropped them; if its numbers leave some out, as where only the last change of an entity is kept, set dense: false"
                .formatted(
                    plain(due),
                    plain(number.subtract(BigDecimal.ONE)),
                    before.inARow(),
                    plain(before.newest()),
                    plain(number)))
        : Optional.empty();
  }

  private Optional<BigDecimal> number(Object change) {
    return field.find(change).map(String::valueOf).flatMap(Numbering::of);
  }

  private boolean isWhole(Object change) {
    return field.find(change).map(String::valueOf).filter(WHOLE.asMatchPredicate()).isPresent();
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
