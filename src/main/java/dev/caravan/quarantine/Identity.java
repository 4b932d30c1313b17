package dev.caravan.quarantine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which entity a record is about, in which version, and whether it is gone.
 *
 * @param key the parts of the key, each a Long, a BigDecimal, a Boolean or a String; equal for all
 *     spellings of a number
 * @param version empty when the record has none
 * @param tombstone whether the record says that the entity was deleted
 */
public record Identity(List<Object> key, Optional<Version> version, boolean tombstone)
    implements Identified {

  /**
   * A version.
   *
   * @param text as the record writes it
   * @param canonical one text for all spellings of the same number or instant
   * @param instant when it is a time
   */
  public record Version(String text, String canonical, Optional<Instant> instant) {}
}
