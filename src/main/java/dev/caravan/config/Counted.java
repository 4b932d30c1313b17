package dev.caravan.config;

/** Numbers of things, in messages for people. */
public final class Counted {
  private Counted() {}

  /**
   * A number and what it counts, as in "1 page" and "2 retries".
   *
   * @param noun in the singular
   */
  public static String of(long number, String noun) {
    return number + " " + noun(number, noun);
  }

  /** The noun alone, as it stands behind a number. */
  public static String noun(long number, String noun) {
    if (number == 1) {
      return noun;
    }
    return noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
  }
}
