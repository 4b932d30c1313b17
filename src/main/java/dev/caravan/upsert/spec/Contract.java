package dev.caravan.upsert.spec;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a table may change once it is there.
 *
 * @param columns what a field without a column does
 * @param types what a value does that its column would have to be wider for
 */
public record Contract(Change columns, Change types) {
  /** A table that follows its records. */
  public static final Contract EVOLVE = new Contract(Change.EVOLVE, Change.EVOLVE);

  /** What becomes of something new. */
  public enum Change {
    /** The table changes. */
    EVOLVE,
    /** The record goes to quarantine. */
    FREEZE,
    /** It is left out of the record. */
    DISCARD
  }

  private enum Part {
    COLUMNS,
    TYPES
  }

  /**
   * Reads it.
   *
   * @param text a word for both, or {@code columns:word, types:word}; what is not named evolves
   * @throws IllegalArgumentException naming the value and the remedy
   */
  public static Contract parse(String text) {
    Map<Part, Change> parts = new EnumMap<>(Part.class);
    for (String each : text.strip().split("\\s*,\\s*")) {
      try {
        String[] words = each.toUpperCase(Locale.ROOT).split("\\s*:\\s*", 2);
        Change change = Change.valueOf(words[words.length - 1]);
        Part[] named = words.length == 1 ? Part.values() : new Part[] {Part.valueOf(words[0])};
        Arrays.stream(named).forEach(part -> parts.put(part, change));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "schema '%s' is not one of evolve, freeze and discard; for columns and types apart write it as in columns:freeze, types:evolve"
                .formatted(text),
            e);
      }
    }
    return new Contract(
        parts.getOrDefault(Part.COLUMNS, Change.EVOLVE),
        parts.getOrDefault(Part.TYPES, Change.EVOLVE));
  }

  /** Whether the table follows its records in everything. */
  public boolean isOpen() {
    return equals(EVOLVE);
  }
}
