package dev.caravan.api.auth;

/** The rules that a text must be given, and that a secret must be one. */
public final class Required {
  private Required() {}

  /**
   * The text.
   *
   * @throws IllegalArgumentException naming the property when the text is missing or blank
   */
  public static String present(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is empty; set it, for example by {{env:NAME}}");
    }
    return value;
  }

  /**
   * The secret.
   *
   * @throws IllegalArgumentException naming the property when the secret is missing, blank, or too
   *     short to be hidden in every text
   */
  public static String secret(String name, String value) {
    if (present(name, value).length() < Secrets.LEAST_CHARACTERS) {
      throw new IllegalArgumentException(
          name
              + " is shorter than "
              + Secrets.LEAST_CHARACTERS
              + " characters, so it could not be hidden in logs; check what the environment holds");
    }
    return value;
  }
}
