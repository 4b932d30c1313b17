package dev.caravan.api;

import java.net.URI;
import java.util.Objects;
import org.apache.camel.Exchange;

/**
 * One request of a run, on the exchange under {@link #PROPERTY} while it is fetched and fetched
 * again. Used by one thread at a time.
 */
public final class Request {
  /** The exchange property that holds it. */
  public static final String PROPERTY = "caravanRequest";

  private final Api api;
  private final String apiName;
  private final Origin origin;
  private final String path;
  private final String query;
  private String id = "";
  private int failures;
  private Throwable givenUp;
  private int backoffs;

  /**
   * Who asks.
   *
   * @param stream the stream's name
   * @param runId the run's id
   * @param position the position of the page in the scan, as shown to people
   * @param traffic where the run counts its requests
   */
  public record Origin(String stream, String runId, String position, Traffic traffic) {
    @Override
    public String toString() {
      return "stream " + stream + " run " + runId + " page " + position;
    }
  }

  /**
   * A GET below the API's base URL.
   *
   * @param path starts with a slash, percent-encoded
   * @param query percent-encoded, empty when there is none
   */
  public Request(Api api, String apiName, Origin origin, String path, String query) {
    this.api = Objects.requireNonNull(api);
    this.apiName = apiName;
    this.origin = origin;
    this.path = path;
    this.query = query;
  }

  /** The request under way on an exchange. */
  public static Request of(Exchange exchange) {
    return Objects.requireNonNull(
        exchange.getProperty(PROPERTY, Request.class), "no request on the exchange");
  }

  public Api api() {
    return api;
  }

  /** The name of the API's bean. */
  public String apiName() {
    return apiName;
  }

  /** Requests per second that the API takes at most. */
  public int rate() {
    return api.rate();
  }

  public Origin origin() {
    return origin;
  }

  /** The id of the latest attempt, sent as {@code X-Request-Id}. */
  public String id() {
    return id;
  }

  /** The Camel endpoint of the API's origin; path and query travel in headers. */
  public String endpoint() {
    URI base = api.baseUrl();
    return base.getScheme()
        + "://"
        + base.getRawAuthority()
        + "?httpClientConfigurer=#"
        + apiName
        + "&connectTimeout="
        + api.connectTimeout().toMillis()
        + "&responseTimeout="
        + api.responseTimeout().toMillis()
        + "&soTimeout="
        + api.responseTimeout().toMillis();
  }

  /** The path with the base URL's prefix. */
  String path() {
    return Objects.requireNonNullElse(api.baseUrl().getRawPath(), "") + path;
  }

  String query() {
    return query;
  }

  /** Method and URL for people, without secrets. */
  public String shown() {
    URI base = api.baseUrl();
    String url = base.getScheme() + "://" + base.getRawAuthority() + path();
    return api.hideSecrets("GET " + url + (query.isEmpty() ? "" : "?" + query));
  }

  /** Whether a failure is what this request ended with, rather than one of the steps after it. */
  public boolean endedWith(Throwable failure) {
    return failure != null && failure == givenUp;
  }

  /** Remembers the failure after which this request is not sent again. */
  void giveUp(Throwable failure) {
    givenUp = failure;
  }

  /** Starts an attempt and gives it an id. */
  void startAttempt() {
    id = origin.runId() + "-" + origin.traffic().countRequest();
  }

  /** Counts a failed attempt and says how many there were. */
  int countFailure() {
    return ++failures;
  }

  /**
   * Counts a failure that the server said nothing about, and says how many there were before it.
   */
  int countBackoff() {
    return backoffs++;
  }
}
