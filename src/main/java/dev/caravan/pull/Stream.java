package dev.caravan.pull;

import dev.caravan.api.Api;
import dev.caravan.config.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * One stream of records: which path of which API, how it pages, where the records are. Configured
 * by the parameters of the {@code caravan-pull} kamelet; immutable after that.
 */
public final class Stream implements Processor {
  private static final String PROPERTY = "caravanStream";

  private String name;
  private String apiName;
  private Api api;
  private String path;
  private Duration every;
  private Path records;
  private String pagination = "none";
  private String cursorParam = "cursor";
  private Path nextCursor = new Path("nextCursor", "$.next_cursor");
  private long maxPages = Long.MAX_VALUE;

  /** The stream of an exchange, which the kamelet puts there. */
  public static Stream of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Stream.class), "no stream on the exchange");
  }

  /** Puts itself on an exchange, for the steps of a run. */
  @Override
  public void process(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The route that uses the kamelet. */
  public void setName(String name) {
    this.name = name;
  }

  /** The name of the API's bean. */
  public void setApiName(String apiName) {
    this.apiName = apiName;
  }

  public void setApi(Api api) {
    api.baseUrl();
    this.api = api;
  }

  /** Below the API's base URL, with the stream's own query if it has one. */
  public void setPath(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path '" + path + "' does not start with a slash");
    }
    this.path = path;
  }

  /** From the start of a run to the start of the next. */
  public void setEvery(String every) {
    this.every = Durations.parse("every", every);
  }

  /** The JSONPath of the records. */
  public void setRecords(String records) {
    this.records = new Path("records", records);
  }

  /** {@code none} or {@code cursor}. */
  public void setPagination(String pagination) {
    this.pagination = pagination;
  }

  public void setCursorParam(String cursorParam) {
    this.cursorParam = cursorParam;
  }

  /** The JSONPath of the next cursor. */
  public void setNextCursor(String nextCursor) {
    this.nextCursor = new Path("nextCursor", nextCursor);
  }

  /** Pages of one run at most; 0 for no limit. */
  public void setMaxPages(long maxPages) {
    if (maxPages < 0) {
      throw new IllegalArgumentException("maxPages " + maxPages + " is below 0; 0 means no limit");
    }
    this.maxPages = maxPages == 0 ? Long.MAX_VALUE : maxPages;
  }

  public String name() {
    return name;
  }

  public String apiName() {
    return apiName;
  }

  public Api api() {
    return api;
  }

  public String path() {
    return path;
  }

  public Duration every() {
    return every;
  }

  public long maxPages() {
    return maxPages;
  }

  Path records() {
    return records;
  }

  Pagination pagination() {
    return switch (pagination) {
      case "none" -> new NoPagination();
      case "cursor" -> new CursorPagination(cursorParam, nextCursor);
      default ->
          throw new IllegalArgumentException(
              "pagination '" + pagination + "' does not exist; it is one of none, cursor");
    };
  }

  /** The first request of a run, or any later one. */
  public PageRequest at(Optional<String> position) {
    return new PageRequest(this, position);
  }
}
