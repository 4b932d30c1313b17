package dev.caravan.config;

/** Shares as people write them: {@code 20%} or {@code 0.2}. */
public final class Share {
  private Share() {}

  /**
   * Reads a share.
   *
   * @param name what it is for, for the error
   * @return 0 to 1
   * @throws IllegalArgumentException naming the value and the rule
   */
  public static double parse(String name, String text) {
    double share;
    try {
      share =
          text.endsWith("%")
              ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
              : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s '%s' is not a share such as 20%% or 0.2".formatted(name, text), e);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "%s '%s' is out of range; it takes 0%% to 100%%".formatted(name, text));
    }
    return share;
  }
}
