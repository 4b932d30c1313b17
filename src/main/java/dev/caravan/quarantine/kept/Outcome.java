package dev.caravan.quarantine.kept;

import java.util.Locale;

/** What became of a record in quarantine. */
public enum Outcome {
  /** Its target has a record of its key that is not older. */
  HEALED,
  /** It came once more, not older, and is in quarantine as it came then. */
  SUPERSEDED,
  /** It went through the steps of its route again, and its target took it. */
  RETRIED,
  /** Nobody wants it in its target. */
  DISCARDED;

  /** As it stands in {@code caravan_quarantine.outcome}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
