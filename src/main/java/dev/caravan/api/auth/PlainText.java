package dev.caravan.api.auth;

import java.util.regex.Pattern;

/**
 * Makes text of others fit for people: one line, without what a terminal takes for a command or
 * what turns the text around (control characters, line separators, and those of Unicode's
 * directions).
 */
public final class PlainText {
  private static final Pattern BREAKS =
      Pattern.compile("[\\s\\u0085\\u2028\\u2029]*[\\r\\n\\u0085\\u2028\\u2029]\\s*|\\t");
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{Cntrl}\\u0080-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\p{Cs}]");

  private PlainText() {}

  /** The text on one line, with U+FFFD for what nobody should see. */
  public static String of(String text) {
    return UNSEEN.matcher(BREAKS.matcher(text).replaceAll(" ")).replaceAll("\uFFFD");
  }

  /** JSON with escapes for what nobody should see; it means the same. */
  public static String json(String json) {
    return UNSEEN
        .matcher(json)
        .replaceAll(
            found ->
                found.group().matches("[\\r\\n\\t]")
                    ? found.group()
                    : "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
