package dev.caravan.api;

import dev.caravan.api.auth.Auth;
import dev.caravan.api.auth.FixedHeaders;
import dev.caravan.api.auth.OAuth2Parameters;
import dev.caravan.api.auth.PlainText;
import dev.caravan.api.auth.Secrets;
import dev.caravan.api.auth.TlsParameters;
import dev.caravan.api.auth.TokenEndpoint;
import dev.caravan.api.auth.Tokens;
import dev.caravan.config.SecretKeeper;
import dev.caravan.config.time.Durations;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of an {@link Api} that belong together in groups: OAuth 2.0, signing, TLS, and how
 * the API signals limits and errors. Each setter rejects a value that cannot work.
 */
public abstract sealed class ApiParameters implements SecretKeeper permits Api {
  private final OAuth2Parameters oauth2 = new OAuth2Parameters();
  private final TlsParameters tls = new TlsParameters();
  private final LimitParameters limits = new LimitParameters();
  private Map<String, String> headers = Map.of();
  private Duration maxPark = Duration.ofDays(7);
  private Duration answerTimeout = Duration.ofMinutes(5);
  private RequestSigner signer;
  private Auth.OAuth2 tokens;
  private volatile Secrets secrets = new Secrets(List.of());

  ApiParameters() {}

  /** Where access tokens come from. */
  public void setOauth2TokenUrl(String url) {
    oauth2.tokenUrl(url);
  }

  /** The client's id at the token endpoint. */
  public void setOauth2ClientId(String id) {
    oauth2.clientId(id);
  }

  /** The client's secret at the token endpoint. */
  public void setOauth2ClientSecret(String secret) {
    oauth2.clientSecret(secret);
  }

  /** Scopes to ask for, separated by spaces. */
  public void setOauth2Scope(String scope) {
    oauth2.scope(scope);
  }

  /** Asks by this refresh token instead of the client's credentials alone. */
  public void setOauth2RefreshToken(String token) {
    oauth2.refreshToken(token);
  }

  /** How the client proves who it is: {@code basic} (default) or {@code body}. */
  public void setOauth2ClientAuth(String kind) {
    oauth2.clientAuth(kind);
  }

  /** More for the token request, written as a query: {@code audience=orders}. No secrets. */
  public void setOauth2Parameters(String query) {
    oauth2.parameters(query);
  }

  /**
   * Headers of each request to {@code baseUrl}, a line {@code NAME: VALUE} each, such as {@code
   * X-GitHub-Api-Version: 2022-11-28}. No secrets.
   */
  public void setHeaders(String lines) {
    headers = FixedHeaders.parse(lines);
  }

  /** Signs each request, such as an {@code HmacSigner}. */
  public void setSigner(RequestSigner signer) {
    this.signer = signer;
  }

  /** The only certificates to trust: a PEM file, or PKCS12 or JKS by its ending. */
  public void setTrustStore(String file) {
    tls.trustStore(file);
  }

  /** The password of {@code trustStore}; PEM has none. */
  public void setTrustStorePassword(String password) {
    tls.trustStorePassword(password);
  }

  /** The key and certificate of this client, PKCS12 or JKS by its ending. */
  public void setKeyStore(String file) {
    tls.keyStore(file);
  }

  /** The password of {@code keyStore} and of the key in it. */
  public void setKeyStorePassword(String password) {
    tls.keyStorePassword(password);
  }

  /** Statuses that may be a limit signal besides 429: {@code 403} or {@code 403,420}. */
  public void setLimitStatus(String statuses) {
    limits.status(statuses);
  }

  /** Headers of which one makes a limit signal: {@code NAME} or {@code NAME=VALUE}, by commas. */
  public void setLimitHeader(String headers) {
    limits.header(headers);
  }

  /** What in a body makes a limit signal: a JSONPath, or {@code $.error.code=rate_limited}. */
  public void setLimitBody(String path) {
    limits.body(path);
  }

  /** Where a body with a success status holds an error that ends the run: {@code $.errors}. */
  public void setErrorBody(String path) {
    limits.error(path);
  }

  /**
   * The longest time that the API may ask for and a run is parked, default {@code 7d}; a longer one
   * fails the run.
   */
  public void setMaxPark(String duration) {
    this.maxPark = Durations.parse("maxPark", duration);
  }

  /** The longest time from the beginning of a response to its end, default {@code 5m}. */
  public void setAnswerTimeout(String duration) {
    this.answerTimeout = Durations.parse("answerTimeout", duration);
  }

  public Duration maxPark() {
    return maxPark;
  }

  public Duration answerTimeout() {
    return answerTimeout;
  }

  abstract Auth auth();

  abstract Duration connectTimeout();

  abstract Duration responseTimeout();

  public Map<String, String> headers() {
    return headers;
  }

  public LimitParameters limits() {
    return limits;
  }

  public TlsParameters tls() {
    return tls;
  }

  public Optional<RequestSigner> signer() {
    return Optional.ofNullable(signer);
  }

  /** The one token of this API, when it is declared. */
  synchronized Optional<Auth.OAuth2> oauth2() {
    if (tokens == null && oauth2.isSet()) {
      oauth2.check();
      Clock clock = Clock.systemUTC();
      TokenEndpoint endpoint =
          new TokenEndpoint(oauth2, tls.context(), connectTimeout(), responseTimeout(), clock);
      tokens = new Auth.OAuth2(oauth2, new Tokens(endpoint::fetch, oauth2.refreshToken(), clock));
    }
    return Optional.ofNullable(tokens);
  }

  public boolean isTokenRenewable() {
    return oauth2.isSet();
  }

  void checkParameters(Auth other) {
    tls.context();
    signer().ifPresent(RequestSigner::secrets);
    if (oauth2().isPresent()
        && other instanceof Auth.Header header
        && header.name().equalsIgnoreCase("Authorization")) {
      throw new IllegalArgumentException(
          "bearerToken, username and password cannot stand beside oauth2TokenUrl: both are the"
              + " Authorization header");
    }
  }

  @Override
  public String hideSecrets(String text) {
    List<String> known = knownSecrets();
    Secrets now = secrets;
    if (!now.areOf(known)) {
      now = new Secrets(known);
      secrets = now;
    }
    return PlainText.of(now.hide(text));
  }

  /** As they are now: tokens change. */
  private List<String> knownSecrets() {
    List<String> known = new ArrayList<>(tls.secrets());
    signer().ifPresent(given -> known.addAll(given.secrets()));
    synchronized (this) {
      known.addAll(tokens == null ? oauth2.secrets() : tokens.secrets());
    }
    known.addAll(auth().secrets());
    return known;
  }
}
