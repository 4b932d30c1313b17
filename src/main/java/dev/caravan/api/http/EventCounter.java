package dev.caravan.api.http;

/**
 * Counts the whole events in the bytes of a stream of server-sent events: blocks of lines with a
 * {@code data} field, each ended by an empty line. Lines end with LF, CR or both (WHATWG HTML,
 * section 9.2.6).
 */
final class EventCounter {
  private static final byte[] DATA = {'d', 'a', 't', 'a'};

  private int events;
  private int column;
  private int matched;
  private boolean dataInBlock;
  private boolean afterReturn;

  int events() {
    return events;
  }

  void take(byte next) {
    boolean secondHalf = afterReturn && next == '\n';
    afterReturn = next == '\r';
    if (secondHalf) {
      return;
    }
    if (next == '\n' || next == '\r') {
      endLine();
      return;
    }
    if (column < DATA.length && matched == column && next == DATA[column]) {
      matched++;
    } else if (column == DATA.length && next != ':') {
      matched = 0;
    }
    column++;
  }

  private void endLine() {
    if (column == 0) {
      events += dataInBlock ? 1 : 0;
      dataInBlock = false;
    } else if (matched == DATA.length) {
      dataInBlock = true;
    }
    column = 0;
    matched = 0;
  }
}
