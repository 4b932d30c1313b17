package dev.caravan.cookbook;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A thing that an API has; each style writes it in its own form.
 *
 * @param number from 1 on
 */
record Item(int number, Instant created, Instant updated, boolean deleted) {
  private static final Instant FIRST = Instant.parse("2025-03-01T08:00:00Z");
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  /** A new one. */
  static Item of(int number, int minute) {
    return new Item(number, at(minute), at(minute), false);
  }

  /** The same after a change. */
  Item changed(int minute) {
    return new Item(number, created, at(minute), deleted);
  }

  /** The same after it was deleted. */
  Item gone(int minute) {
    return new Item(number, created, at(minute), true);
  }

  /** A text that differs after each change. */
  String title() {
    return "Item %d as of %s".formatted(number, updated);
  }

  /** A time with an ending of the style's choice, such as {@code .000+0000}. */
  static String iso(Instant time, String ending) {
    return LOCAL.format(time) + ending;
  }

  private static Instant at(int minute) {
    return FIRST.plus(Duration.ofMinutes(minute));
  }
}
