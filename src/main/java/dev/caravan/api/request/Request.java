package dev.caravan.api.request;

import dev.caravan.api.Api;
import dev.caravan.api.auth.PlainText;
import dev.caravan.api.http.EventWindow;
import dev.caravan.api.http.ForeignOriginException;
import dev.caravan.api.http.Origins;
import dev.caravan.api.limits.Entrant;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;

/**
 * One request of a run, on the exchange under {@link #PROPERTY} while it is fetched and fetched
 * again. Used by one thread at a time.
 */
public final class Request {
  /** The exchange property that holds it. */
  public static final String PROPERTY = "caravanRequest";

  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final Api api;
  private final String apiName;
  private final Origin origin;
  private final Call call;
  private final boolean once;
  private String id = "";
  private int failures;
  private Throwable givenUp;
  private int backoffs;
  private boolean renewed;

  /**
   * Who asks.
   *
   * @param stream the stream's name
   * @param runId the run's id
   * @param position the position of the page in the scan, as shown to people
   * @param traffic where the run counts its requests
   * @param weight how many turns the stream gets for each one of another, when a quota is short
   */
  public record Origin(String stream, String runId, String position, Traffic traffic, int weight) {
    public Origin {
      position = PlainText.of(position);
    }

    /** One whose stream weighs as much as others. */
    public Origin(String stream, String runId, String position, Traffic traffic) {
      this(stream, runId, position, traffic, 1);
    }

    Entrant entrant() {
      return new Entrant(stream, weight);
    }

    @Override
    public String toString() {
      return "stream " + stream + " run " + runId + " page " + position;
    }
  }

  /**
   * A request to an API.
   *
   * @throws ForeignOriginException when the call goes to a place that the API does not allow
   */
  public Request(Api api, String apiName, Origin origin, Call call) {
    this(api, apiName, origin, call, false);
  }

  private Request(Api api, String apiName, Origin origin, Call call, boolean once) {
    this.api = Objects.requireNonNull(api);
    this.apiName = apiName;
    this.origin = origin;
    this.call = call;
    this.once = once;
    api.origins().check(call.url());
  }

  /**
   * A request that is not sent again, and waits only a moment for its turn: who asks has a better
   * way to wait. Only what a new credential would fix is sent again.
   *
   * @throws ForeignOriginException when the call goes to a place that the API does not allow
   */
  public static Request once(Api api, String apiName, Origin origin, Call call) {
    return new Request(api, apiName, origin, call, true);
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

  public boolean isSentOnce() {
    return once;
  }

  /** The longest wait for its turn; beyond it, it parks. */
  public Duration patience() {
    return once && api.maxRetryWait().compareTo(MOMENT) > 0 ? MOMENT : api.maxRetryWait();
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
    return Origins.of(call.url())
        + "?httpClientConfigurer=#"
        + apiName
        + "&connectTimeout="
        + api.connectTimeout().toMillis()
        + "&responseTimeout="
        + longestSilence().toMillis()
        + "&soTimeout="
        + longestSilence().toMillis()
        + accepted();
  }

  private String accepted() {
    return call.accepted().isEmpty()
        ? ""
        : call.accepted().stream()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(",", "&okStatusCodeRange=200-299,", ""));
  }

  /** A long poll is silent as long as nothing happens; a window of events ends by silence. */
  private Duration longestSilence() {
    Duration poll = call.patience().poll();
    return call.patience().window().map(EventWindow::time).orElse(api.responseTimeout().plus(poll));
  }

  /** What is asked for. */
  public Call call() {
    return call;
  }

  /** Method and URL for people, without secrets. */
  public String shown() {
    return api.hideSecrets(call.method() + " " + call.url());
  }

  /** Whether a failure is what this request ended with, rather than one of the steps after it. */
  public boolean endedWith(Throwable failure) {
    return failure != null && failure == givenUp;
  }

  /** Remembers the failure after which this request is not sent again. */
  public void giveUp(Throwable failure) {
    givenUp = failure;
  }

  /** Starts an attempt and gives it an id. */
  void startAttempt() {
    id = origin.runId() + "-" + origin.traffic().countAttempt();
  }

  /** Counts a failed attempt and says how many there were. */
  public int countFailure() {
    return ++failures;
  }

  /** Whether it may be sent again with a new credential after the API refused the old one: once. */
  public boolean renewsCredentials() {
    boolean first = !renewed;
    renewed = true;
    return first && api.origins().isOwn(call.url()) && api.isTokenRenewable();
  }

  /**
   * Counts a failure that the server said nothing about, and says how many there were before it.
   */
  public int countBackoff() {
    return backoffs++;
  }
}
