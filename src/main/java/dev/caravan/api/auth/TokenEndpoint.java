package dev.caravan.api.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.api.http.Excerpt;
import dev.caravan.api.http.Origins;
import dev.caravan.api.limits.RetryAfter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Asks an OAuth 2.0 token endpoint for access tokens (RFC 6749). Safe for any thread. */
public final class TokenEndpoint {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MOST_MARGIN = Duration.ofMinutes(1);
  private static final long MARGIN_PART = 10;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final OAuth2Parameters parameters;
  private final Duration timeout;
  private final Clock clock;
  private final HttpClient client;

  /**
   * An endpoint.
   *
   * @param timeout of one whole token request
   */
  public TokenEndpoint(
      OAuth2Parameters parameters,
      Optional<SSLContext> tls,
      Duration connectTimeout,
      Duration timeout,
      Clock clock) {
    this.parameters = parameters;
    this.timeout = timeout;
    this.clock = clock;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * Fetches a new token: by the refresh token when there is one, else by the client's credentials.
   *
   * @throws TokenUnavailableException when trying again later may help
   * @throws TokenRefusedException when it will not
   */
  public AccessToken fetch(Optional<String> refreshToken)
      throws TokenUnavailableException, InterruptedException {
    Instant asked = clock.instant();
    HttpResponse<byte[]> response = send(request(refreshToken));
    int status = response.statusCode();
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
      throw unavailable("status " + status, RetryAfter.in(headers(response), clock.instant()));
    }
    if (status / 100 != 2) {
      throw new TokenRefusedException(
          "the token endpoint "
              + shownUrl()
              + " gives no token: status "
              + status
              + hidden(response.body(), refreshToken)
              + "; check oauth2TokenUrl, oauth2ClientId, oauth2ClientSecret, oauth2Scope and"
              + " oauth2RefreshToken");
    }
    return token(response.body(), asked);
  }

  private HttpRequest request(Optional<String> refreshToken) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(parameters.tokenUrl())
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(parameters.form(refreshToken)));
    parameters.authorization().ifPresent(value -> request.header("Authorization", value));
    return request.build();
  }

  /** The client's own timeout ends with the headers; this one covers the body, too. */
  private HttpResponse<byte[]> send(HttpRequest request)
      throws TokenUnavailableException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unavailable("no response within " + timeout.toMillis() + " ms", Optional.empty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        String said = failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
        throw unavailable(failure.getClass().getSimpleName() + said, Optional.empty());
      }
      throw new IllegalStateException("the token request failed", e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  private AccessToken token(byte[] body, Instant asked) throws TokenUnavailableException {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (IOException e) {
      // Not the parser's message, which may show the token.
      throw unavailable("a response that is not JSON", Optional.empty());
    }
    String value = json.path("access_token").asText("");
    if (!value.matches("[\\x21-\\x7e]+")) {
      throw new TokenRefusedException(
          "the response of the token endpoint " + shownUrl() + " has no usable access_token");
    }
    return new AccessToken(
        value,
        freshUntil(json.path("expires_in").asLong(0), asked),
        Optional.of(json.path("refresh_token").asText("")).filter(text -> !text.isEmpty()));
  }

  /** A tenth of its life, at most a minute, before it expires. */
  private static Instant freshUntil(long expiresIn, Instant asked) {
    if (expiresIn <= 0 || expiresIn > Integer.MAX_VALUE) {
      return Instant.MAX;
    }
    Duration life = Duration.ofSeconds(expiresIn);
    Duration part = life.dividedBy(MARGIN_PART);
    return asked.plus(life).minus(part.compareTo(MOST_MARGIN) < 0 ? part : MOST_MARGIN);
  }

  private TokenUnavailableException unavailable(String what, Optional<Duration> serversWord) {
    return new TokenUnavailableException(
        "no token from the token endpoint " + shownUrl() + ": " + what, serversWord);
  }

  private String hidden(byte[] body, Optional<String> refreshToken) {
    Secrets secrets = new Secrets(parameters.secrets());
    String text = secrets.hide(new String(body, StandardCharsets.UTF_8));
    String shown =
        refreshToken
            .map(token -> text.replace(token, "***"))
            .map(Excerpt::of)
            .orElseGet(() -> Excerpt.of(text));
    return shown.isEmpty() ? "" : ": " + shown;
  }

  private String shownUrl() {
    return Origins.of(parameters.tokenUrl()) + parameters.tokenUrl().getRawPath();
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
    return headers;
  }
}
