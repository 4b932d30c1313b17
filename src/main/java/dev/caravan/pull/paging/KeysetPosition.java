package dev.caravan.pull.paging;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A place in a list that is ordered by a field and a tie-breaker. Numbers compare as numbers, also
 * as text, so that 9 comes before 10; everything else compares as text, which orders ISO timestamps
 * of one form.
 */
record KeysetPosition(String value, Optional<String> tie) implements Comparable<KeysetPosition> {
  private static final String BETWEEN = "\u001f";

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

  /** The form that the checkpoint keeps. */
  @Override
  public String toString() {
    return value + tie.map(text -> BETWEEN + text).orElse("");
  }

  private static int compare(String left, String right) {
    return isNumber(left) && isNumber(right)
        ? new BigDecimal(left).compareTo(new BigDecimal(right))
        : left.compareTo(right);
  }

  private static boolean isNumber(String text) {
    return text.matches("-?\\d{1,100}(\\.\\d{1,100})?");
  }
}
