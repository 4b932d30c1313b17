package dev.caravan.quarantine.again;

import java.util.Locale;

/** Whether a record in quarantine can go through the steps of its route again. */
public enum Passage {
  /** It is known as it was before the steps. */
  WHOLE(""),
  /** It is known as it was made for the table, behind steps that change nothing. */
  SHAPED(""),
  /** It is known only as the steps left it; a second time they might make something else of it. */
  CHANGED(
      "what it was before the route's steps is not known, since they changed it, or since fields of"
          + " it are masked or left out"),
  /** Nothing says whether it or another record of its key is the newer one. */
  UNORDERED("its page had another record of its key, and no version says which is newer");

  private final String obstacle;

  Passage(String obstacle) {
    this.obstacle = obstacle;
  }

  /** As it stands in {@code caravan_quarantine.passage}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Why it cannot; empty when it can. */
  public String obstacle() {
    return obstacle;
  }

  /** The one of a code; what was kept without any is known as it was kept. */
  public static Passage of(String code) {
    return code == null ? CHANGED : valueOf(code.toUpperCase(Locale.ROOT));
  }
}
