package dev.caravan.pull.paging;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a list that is ordered by a field and a tie-breaker. Numbers compare as numbers, also
 * as text, so that 9 comes before 10; ISO timestamps compare as instants, since one without a
 * fraction would come after one with; everything else compares as text.
 */
record KeysetPosition(String value, Optional<String> tie) implements Comparable<KeysetPosition> {
  private static final String BETWEEN = "\u001f";
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T");

  static KeysetPosition parse(String position) {
    int at = position.indexOf(BETWEEN);
    return at < 0
        ? new KeysetPosition(position, Optional.empty())
        : new KeysetPosition(position.substring(0, at), Optional.of(position.substring(at + 1)));
  }

  @Override
  public int compareTo(KeysetPosition other) {
    int byValue = compare(value, other.value);
    return byValue != 0 ? byValue : compare(tie.orElse(""), other.tie.orElse(""));
  }

  /** Whether it is a number or an instant, whose order does not depend on an alphabet. */
  boolean isMeasured() {
    return isNumber(value) || instant(value).isPresent();
  }

  /** The form that the checkpoint keeps. */
  @Override
  public String toString() {
    return value + tie.map(text -> BETWEEN + text).orElse("");
  }

  private static int compare(String left, String right) {
    if (isNumber(left) && isNumber(right)) {
      return new BigDecimal(left).compareTo(new BigDecimal(right));
    }
    Optional<Instant> one = instant(left);
    Optional<Instant> other = one.flatMap(any -> instant(right));
    return other.isPresent() ? one.get().compareTo(other.get()) : left.compareTo(right);
  }

  private static Optional<Instant> instant(String text) {
    if (!TIME.matcher(text).lookingAt()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d{1,100}(\\.\\d{1,100})?");
  }
}
