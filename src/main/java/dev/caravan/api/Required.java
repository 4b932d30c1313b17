package dev.caravan.api;

/** The rule that a text must be given. */
final class Required {
  private Required() {}

  /**
   * The text.
   *
   * @throws IllegalArgumentException naming the property when the text is missing or blank
   */
  static String present(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is empty; set it, for example by {{env:NAME}}");
    }
    return value;
  }
}
