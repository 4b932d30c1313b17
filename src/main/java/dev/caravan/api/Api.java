package dev.caravan.api;

import static dev.caravan.api.auth.Required.present;
import static dev.caravan.api.auth.Required.secret;

import dev.caravan.api.auth.Auth;
import dev.caravan.api.auth.Markers;
import dev.caravan.api.http.BaseUrl;
import dev.caravan.api.http.Origins;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.limits.SteadyClock;
import dev.caravan.config.Share;
import dev.caravan.config.time.Durations;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * One third-party API: where it is, how to prove who asks, and how politely to ask. Declared as a
 * bean in YAML and shared by all streams of that API, so they share its quota, too.
 *
 * <p>Every setter rejects a value that cannot work with an {@link IllegalArgumentException} that
 * names the value and the rule. Safe for any thread once configured.
 */
public final class Api extends ApiParameters implements HttpClientConfigurer {
  private static final long DEFAULT_MAX_PAGE_BYTES = 64L * 1024 * 1024;

  private URI baseUrl;
  private Set<String> allowedOrigins = Set.of();
  private Auth auth = new Auth.None();
  private String apiKey;
  private String apiKeyHeader;
  private String apiKeyQuery;
  private String username;
  private String password;
  private Quota quota;
  private double reserve;
  private int rate = 100;
  private int maxRetries = 10;
  private Duration maxRetryWait = Duration.ofMinutes(15);
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration responseTimeout = Duration.ofSeconds(60);
  private long maxPageBytes = DEFAULT_MAX_PAGE_BYTES;
  private boolean adaptive;
  private Gate gate;

  /** Scheme, host and optional path prefix, such as {@code https://api.example.com/v2}. */
  public void setBaseUrl(String baseUrl) {
    this.baseUrl = BaseUrl.parse(present("baseUrl", baseUrl));
  }

  /** Other origins that links may lead to, separated by commas; without credentials. */
  public void setAllowedOrigins(String origins) {
    this.allowedOrigins = Set.of(origins.strip().split("\\s*,\\s*"));
  }

  /** Sent as {@code Authorization: Bearer}. */
  public void setBearerToken(String token) {
    this.auth = Auth.Header.bearer(secret("bearerToken", token));
  }

  /** The user of basic authentication. */
  public void setUsername(String username) {
    this.username = present("username", username);
    placePassword();
  }

  /** The password of basic authentication. */
  public void setPassword(String password) {
    this.password = present("password", password);
    placePassword();
  }

  /** A key for {@code apiKeyHeader} or {@code apiKeyQuery}. */
  public void setApiKey(String apiKey) {
    this.apiKey = secret("apiKey", apiKey);
    placeKey();
  }

  /** The header that carries {@code apiKey}. */
  public void setApiKeyHeader(String name) {
    this.apiKeyHeader = present("apiKeyHeader", name);
    placeKey();
  }

  /** The query parameter that carries {@code apiKey}. */
  public void setApiKeyQuery(String name) {
    this.apiKeyQuery = present("apiKeyQuery", name);
    placeKey();
  }

  /** No window of the period ever holds more requests than this: {@code 1000/h}. */
  public void setQuota(String quota) {
    this.quota = Quota.parse(present("quota", quota));
  }

  /** The part of {@code quota} that is left to other users of the credential: {@code 20%}. */
  public void setReserve(String reserve) {
    this.reserve = Share.parse("reserve", present("reserve", reserve));
    if (this.reserve >= 1) {
      throw new IllegalArgumentException(
          "reserve '" + reserve + "' leaves no request at all; it takes less than 100%");
    }
  }

  /**
   * Whether requests slow down as those that responses say remain ({@code X-RateLimit-Remaining}
   * and {@code -Reset}, with or without {@code X-}) become fewer, default false.
   */
  public void setAdaptive(boolean adaptive) {
    this.adaptive = adaptive;
  }

  /** Requests started per second at most, 1 to 1000, default 100. */
  public void setRate(int rate) {
    this.rate = (int) within("rate", rate, 1, 1000, "requests per second");
  }

  /** Retries of one request at most, 0 to 100, default 10. */
  public void setMaxRetries(int maxRetries) {
    this.maxRetries = (int) within("maxRetries", maxRetries, 0, 100, "retries");
  }

  /** The longest wait that is slept through, default {@code 15m}; a longer one parks the run. */
  public void setMaxRetryWait(String duration) {
    this.maxRetryWait = Durations.parse("maxRetryWait", duration);
  }

  /** The longest wait for a connection, default {@code 10s}. */
  public void setConnectTimeout(String duration) {
    this.connectTimeout = Durations.parse("connectTimeout", duration);
  }

  /** The longest silence of the server while a request is under way, default {@code 60s}. */
  public void setResponseTimeout(String duration) {
    this.responseTimeout = Durations.parse("responseTimeout", duration);
  }

  /** The largest response in bytes after decompression, default 67108864 (64 MiB). */
  public void setMaxPageBytes(long maxPageBytes) {
    this.maxPageBytes = within("maxPageBytes", maxPageBytes, 1, Integer.MAX_VALUE - 8, "bytes");
  }

  /**
   * Checks what no single property can, once all are set. Reads the files of certificates and keys.
   *
   * @throws IllegalArgumentException naming what is missing or does not fit
   */
  public void check() {
    baseUrl();
    checkParameters(auth);
    if (apiKey != null && apiKeyHeader == null && apiKeyQuery == null) {
      throw new IllegalArgumentException(
          "apiKey has no place; set apiKeyHeader or apiKeyQuery to the name that carries it");
    }
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException(
          "basic authentication takes both username and password; one of them is missing");
    }
  }

  /** The base URL. */
  public URI baseUrl() {
    if (baseUrl == null) {
      throw new IllegalArgumentException("baseUrl is missing; set it to the API's address");
    }
    return baseUrl;
  }

  public Origins origins() {
    return new Origins(baseUrl(), allowedOrigins);
  }

  public int rate() {
    return rate;
  }

  public int maxRetries() {
    return maxRetries;
  }

  public Duration maxRetryWait() {
    return maxRetryWait;
  }

  public boolean isAdaptive() {
    return adaptive;
  }

  @Override
  public Duration connectTimeout() {
    return connectTimeout;
  }

  @Override
  public Duration responseTimeout() {
    return responseTimeout;
  }

  public long maxPageBytes() {
    return maxPageBytes;
  }

  @Override
  Auth auth() {
    return auth;
  }

  /** Everything that a request carries to prove who asks. */
  public List<Auth> auths() {
    return oauth2().<List<Auth>>map(tokens -> List.of(auth, tokens)).orElse(List.of(auth));
  }

  public synchronized Gate gate() {
    if (gate == null) {
      gate =
          new Gate(
              Optional.ofNullable(quota).map(all -> all.without(reserve)),
              new SteadyClock(),
              Clock.systemUTC());
    }
    return gate;
  }

  /** The position of a next page as it may be kept: without what it repeats of credentials. */
  public String withoutSecrets(String position) {
    return Markers.hide(position, auth, oauth2());
  }

  /** A kept position as it is asked for: with the credentials of now. */
  public String withSecrets(String position) {
    return Markers.show(position, auth, oauth2());
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    HttpClientSetup.apply(this, builder);
  }

  private void placeKey() {
    if (apiKey != null && apiKeyHeader != null) {
      auth = Auth.Header.key(apiKeyHeader, apiKey);
    } else if (apiKey != null && apiKeyQuery != null) {
      auth = new Auth.QueryKey(apiKeyQuery, apiKey);
    }
  }

  private void placePassword() {
    if (username != null && password != null) {
      auth = Auth.Header.basic(username, password);
    }
  }

  private static long within(String name, long value, long least, long most, String unit) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " " + value + " is out of range; it takes " + least + " to " + most + " " + unit);
    }
    return value;
  }
}
