package dev.caravan.work;

/** What a dead letter goes without, since its topic does not take all of it. */
enum LeftOut {
  NOTHING(""),
  VALUE("value"),
  ALL("value, key, headers");

  private final String code;

  LeftOut(String code) {
    this.code = code;
  }

  /** As it stands in the header {@code caravan_left_out}. */
  String code() {
    return code;
  }

  boolean isAll() {
    return this == ALL;
  }

  /** The next smaller letter. */
  LeftOut more() {
    return this == NOTHING ? VALUE : ALL;
  }
}
