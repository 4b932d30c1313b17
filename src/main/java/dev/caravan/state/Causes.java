package dev.caravan.state;

/** What an exception says together with those that caused it. */
public final class Causes {
  private static final String OURS = "dev.caravan.";

  private Causes() {}

  /**
   * The messages of an exception and its causes, each once, from the outermost on. Ends at an
   * exception of Caravan's own, which says of its cause what is worth saying. Hides no secrets.
   */
  public static String of(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable link = e; link != null; link = said(link) ? null : link.getCause()) {
      String message = link.getMessage() == null ? link.toString() : link.getMessage();
      boolean repeats = text.indexOf(message) >= 0;
      boolean onlyNamesItsCause =
          link.getCause() != null && message.startsWith(link.getCause().getClass().getName());
      if (!repeats && !onlyNamesItsCause) {
        append(text, message);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String message) {
    int last = text.length() - 1;
    if (last >= 0 && text.charAt(last) == '.') {
      text.setLength(last);
    }
    text.append(text.isEmpty() ? "" : ": ").append(message);
  }

  private static boolean said(Throwable link) {
    return link.getClass().getName().startsWith(OURS);
  }
}
