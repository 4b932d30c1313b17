package dev.caravan.api.http;

/** The beginning of a text for people, on one line. */
public final class Excerpt {
  private static final int LONGEST = 500;

  private Excerpt() {}

  /** The first 500 characters of a text that holds no secret: a cut secret would not be found. */
  public static String of(String shown) {
    String line = shown.replaceAll("\\s+", " ").strip();
    if (line.length() <= LONGEST) {
      return line;
    }
    boolean splits = Character.isHighSurrogate(line.charAt(LONGEST - 1));
    return line.substring(0, splits ? LONGEST - 1 : LONGEST) + "…";
  }
}
