package dev.caravan.event;

/** What an exception says together with those that caused it. */
final class Causes {
  private Causes() {}

  /** The messages of an exception and its causes, each once. */
  static String of(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable link = e; link != null; link = link.getCause()) {
      String message = link.getMessage() == null ? link.toString() : link.getMessage();
      boolean said = text.indexOf(message) >= 0;
      boolean onlyNamesItsCause =
          link.getCause() != null && message.startsWith(link.getCause().getClass().getName());
      if (!said && !onlyNamesItsCause) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.toString();
  }
}
