package dev.caravan.replay;

import dev.caravan.api.http.EventWindow;
import dev.caravan.config.time.Durations;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.response.Placement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The parameters of the {@code caravan-replay} kamelet about its kind of feed, and that kind. */
public final class FeedParameters {
  private static final int MOST_EVENTS = 100_000;

  private String kind = "seq";
  private String records = "$";
  private BodyFormat format = BodyFormat.AUTO;
  private String cursorParam = "";
  private String nextCursor = "";
  private String pending = "$.pending";
  private String hasMore = "";
  private boolean newestFirst;
  private String id = "id";
  private int windowEvents = 500;
  private Duration windowTime = Duration.ofSeconds(5);

  public void setKind(String kind) {
    this.kind = kind;
  }

  public void setRecords(String records) {
    this.records = records;
  }

  /** {@code auto}, {@code json}, {@code jsonl} or {@code csv}. */
  public void setFormat(String format) {
    this.format = BodyFormat.valueOf(format.toUpperCase(Locale.ROOT));
  }

  public void setCursorParam(String cursorParam) {
    this.cursorParam = cursorParam;
  }

  public void setNextCursor(String nextCursor) {
    this.nextCursor = nextCursor;
  }

  public void setPending(String pending) {
    this.pending = pending;
  }

  public void setHasMore(String hasMore) {
    this.hasMore = hasMore;
  }

  public void setNewestFirst(boolean newestFirst) {
    this.newestFirst = newestFirst;
  }

  /** With list: the field that identifies an event. */
  public void setIdField(String id) {
    this.id = id;
  }

  /** With sse: events of a page at most. */
  public void setWindowEvents(int events) {
    if (events < 1 || events > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "windowEvents " + events + " is out of range; it takes 1 to " + MOST_EVENTS);
    }
    this.windowEvents = events;
  }

  /** With sse: how long a page collects events at most. */
  public void setWindowTime(String duration) {
    this.windowTime = Durations.parse("windowTime", duration);
  }

  /** The part of a response that is a page, where responses do not end. */
  Optional<EventWindow> window() {
    return kind.equals("sse")
        ? Optional.of(new EventWindow(windowEvents, windowTime))
        : Optional.empty();
  }

  /**
   * The kind of feed.
   *
   * @throws IllegalArgumentException naming the parameter, the value and the rule
   */
  FeedKind toKind() {
    JsonPathTo path = new JsonPathTo("records", records);
    return switch (kind) {
      case "seq" ->
          new SequenceFeed(
              path,
              format,
              parameter("since"),
              Locator.parse("nextCursor", nextCursor.isEmpty() ? "$.last_seq" : nextCursor),
              locator("pending", pending),
              more(),
              newestFirst);
      case "list" ->
          new EventList(
              path,
              format,
              parameter("starting_after"),
              JsonPathTo.field("idField", id),
              listMore());
      case "offset" ->
          new NumberedLog(
              path, format, parameter("offset"), locator("nextCursor", nextCursor), more());
      case "sse" -> new EventStream(parameter("header:Last-Event-ID"));
      default ->
          throw new IllegalArgumentException(
              "feed '" + kind + "' does not exist; it is one of seq, list, offset, sse");
    };
  }

  private Placement parameter(String usual) {
    return Placement.parse("cursorParam", cursorParam.isEmpty() ? usual : cursorParam);
  }

  private Optional<Locator> listMore() {
    return hasMore.isEmpty() ? locator("hasMore", "$.has_more") : more();
  }

  private Optional<Locator> more() {
    return hasMore.isEmpty()
        ? Optional.empty()
        : Optional.of(Locator.parseFlag("hasMore", hasMore));
  }

  private static Optional<Locator> locator(String name, String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Locator.parse(name, text));
  }
}
