package dev.caravan.pull.paging;

/** What speaks for the end of a scan. */
public enum Evidence {
  SINGLE_ANSWER("one response holds everything"),
  NO_NEXT_POSITION("the next position is null, empty or false"),
  ABSENT_NEXT_POSITION("the response has no next position"),
  NO_MORE("the response says that there is no more"),
  LAST_PAGE("the last page is reached"),
  TOTAL("the total is reached"),
  SHORT_PAGE("the page is short"),
  EMPTY_PAGE("the page is empty"),
  STATUS("the status says that the page is past the end"),
  REPEATED_PAGE("the page repeats the one before it"),
  OLD_PAGE("the page is older than the watermark");

  private final String text;

  Evidence(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
