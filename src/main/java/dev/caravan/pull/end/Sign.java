package dev.caravan.pull.end;

import java.util.Locale;
import java.util.Optional;

/**
 * Something in a response, besides its records, that has a well-known name for what comes after it.
 *
 * @param name the header, or the names of the fields that lead to it, separated by dots
 * @param value as text
 * @param kind what it says
 */
public record Sign(String name, String value, Kind kind) {
  /** What a sign may say. */
  public enum Kind {
    /** There is more: a yes or no by name, such as {@code has_more: true}. */
    MORE,
    /** There is no more, such as {@code has_more: false}. */
    END,
    /** Where the next page is. */
    POSITION,
    /** How many records there are. */
    COUNT,
    /** How many pages there are. */
    PAGES,
    /** A position; of which page, its name does not tell. */
    PERHAPS,
    /** That something comes before, which is no first page then. */
    BEFORE,
    /** That the response may not be whole. */
    DOUBT,
    /** That the response is not all that was asked for, since something failed. */
    TROUBLE
  }

  /** The number that a count is. */
  Optional<Long> number() {
    return Optional.of(value.strip()).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
  }

  /** Whether people mean this one by a name: the whole of it, or its last part. */
  boolean isCalled(String other) {
    String mine = name.toLowerCase(Locale.ROOT);
    String given = other.strip().toLowerCase(Locale.ROOT).replaceFirst("^(\\$\\.|header:)", "");
    return mine.equals(given) || mine.endsWith("." + given);
  }

  @Override
  public String toString() {
    return name + ": " + (value.length() <= 80 ? value : value.substring(0, 80) + "…");
  }
}
