package dev.caravan.cli.check;

/**
 * Text in which parts are blank and lines keep their numbers; places are counted in code points.
 */
final class Blanks {
  private Blanks() {}

  /** Blank from a place to another. */
  static String within(String text, int from, int to) {
    int[] points = text.codePoints().toArray();
    blank(points, from, Math.min(to, points.length));
    return new String(points, 0, points.length);
  }

  /** Blank but for what is between two places. */
  static String around(String text, int from, int to) {
    int[] points = text.codePoints().toArray();
    blank(points, 0, from);
    blank(points, to, points.length);
    return new String(points, 0, points.length);
  }

  private static void blank(int[] points, int from, int to) {
    for (int i = from; i < to; i++) {
      if (points[i] != '\n' && points[i] != '\r') {
        points[i] = ' ';
      }
    }
  }
}
