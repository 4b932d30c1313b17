package dev.caravan.quarantine.again;

import dev.caravan.value.Digest;
import dev.caravan.value.Iso;
import dev.caravan.value.Numbers;
import dev.caravan.value.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * By what a record is recognised among the others of its target.
 *
 * @param digest of its key, one for all spellings of a number or an instant
 * @param version one text for all spellings; empty when the record has none
 */
public record KeyAndVersion(String digest, Optional<String> version) {
  private static final int DIGITS = 32;

  /**
   * Of a whole key.
   *
   * @param key its parts as {@link Values#normal} gives them
   */
  public static KeyAndVersion of(List<?> key, Optional<String> version) {
    String text =
        key.stream()
            .map(KeyAndVersion::form)
            .map(part -> part.length() + ":" + part)
            .collect(Collectors.joining(","));
    return new KeyAndVersion(Digest.of(text).substring(0, DIGITS), version);
  }

  /** The text of a version that is a number or an instant; empty for null. */
  public static Optional<String> versionText(Object value) {
    return value instanceof Iso iso
        ? Optional.of(iso.instant().toString())
        : Optional.ofNullable(value).map(KeyAndVersion::form);
  }

  /**
   * How the version compares to that of another record: positive when this one is newer; empty when
   * nothing can be said. A missing version is older than any.
   */
  OptionalInt compareVersion(Optional<String> other) {
    if (version.isEmpty() || other.isEmpty()) {
      return OptionalInt.of(Boolean.compare(version.isPresent(), other.isPresent()));
    }
    try {
      return OptionalInt.of(new BigDecimal(version.get()).compareTo(new BigDecimal(other.get())));
    } catch (NumberFormatException noNumbers) {
      return instants(version.get(), other.get());
    }
  }

  private static OptionalInt instants(String one, String other) {
    try {
      return OptionalInt.of(Instant.parse(one).compareTo(Instant.parse(other)));
    } catch (DateTimeParseException e) {
      return OptionalInt.empty();
    }
  }

  private static String form(Object part) {
    if (part instanceof Iso iso) {
      return iso.canonical();
    }
    return Values.isNumber(part) ? Numbers.canonical(part) : String.valueOf(part);
  }
}
