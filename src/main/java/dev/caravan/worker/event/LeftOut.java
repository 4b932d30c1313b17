package dev.caravan.worker.event;

/** What a dead letter goes without, since its topic does not take all of it. */
public enum LeftOut {
  NOTHING(""),
  VALUE("value"),
  ALL("value, key, headers");

  private final String code;

  LeftOut(String code) {
    this.code = code;
  }

  /** As it stands in the header {@code caravan_left_out}. */
  public String code() {
    return code;
  }

  public boolean isAll() {
    return this == ALL;
  }

  /** The next smaller letter. */
  LeftOut more() {
    return this == NOTHING ? VALUE : ALL;
  }
}
