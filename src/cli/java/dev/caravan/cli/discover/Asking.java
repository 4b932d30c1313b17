package dev.caravan.cli.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.limits.RetryAfter;
import dev.caravan.api.request.Target;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks an API one request after the other: so many at most, each said before it is sent, never more
 * than the quota allows, and not before the API wants to be asked again.
 */
final class Asking {
  /** Requests of one discovery, those that are sent again included. */
  static final int MOST = 12;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration OWN_WAIT = Duration.ofSeconds(1);
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int LONGEST_BODY = 200;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final Credentials credentials;
  private final Api api;
  private final Optional<Quota> quota;
  private final Clock clock;
  private final Waits waits;
  private final PrintWriter says;
  private final Deque<Instant> answered = new ArrayDeque<>();
  private Instant notBefore = Instant.MIN;
  private int sent;

  /** How time passes while nothing is asked. */
  interface Waits {
    /** Returns after some time. */
    void pass(Duration time) throws InterruptedException;
  }

  /**
   * @param api hides the secret
   * @param says where people read each request
   */
  Asking(
      Credentials credentials,
      Api api,
      Optional<Quota> quota,
      Clock clock,
      Waits waits,
      PrintWriter says) {
    this.credentials = credentials;
    this.api = api;
    this.quota = quota;
    this.clock = clock;
    this.waits = waits;
    this.says = says;
  }

  int sent() {
    return sent;
  }

  boolean mayAsk() {
    return sent < MOST;
  }

  /** Text without the secret. */
  String hide(String text) {
    return api.hideSecrets(text);
  }

  /**
   * The response to a request; empty when no more may be sent. What fails for a moment is sent
   * again.
   *
   * @param why what it is to show, for people
   */
  Optional<Look> ask(Target target, String why) throws IOException, InterruptedException {
    while (mayAsk()) {
      awaitTurn();
      sent++;
      says.println(
          "%2d/%d %s %s: %s".formatted(sent, MOST, target.method(), hide(shown(target)), why));
      says.flush();
      Optional<Look> look = send(target);
      if (look.isPresent() && !isTransient(look.get().status())) {
        return look;
      }
    }
    return Optional.empty();
  }

  private Optional<Look> send(Target target) throws IOException, InterruptedException {
    try {
      HttpResponse<InputStream> response =
          http.send(request(target), HttpResponse.BodyHandlers.ofInputStream());
      return Optional.of(look(target, response));
    } catch (IOException e) {
      if (!mayAsk() || sent == 1) {
        throw new IOException(hide("no response from " + target.url().getHost() + ": " + e), e);
      }
      says.println("      no response (" + hide(String.valueOf(e.getMessage())) + ")");
      notBefore = clock.instant().plus(OWN_WAIT);
      return Optional.empty();
    }
  }

  private Look look(Target target, HttpResponse<InputStream> response) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    String type = headers.getOrDefault("content-type", "");
    boolean endless = type.toLowerCase(Locale.ROOT).contains("event-stream");
    byte[] bytes;
    try (InputStream body = response.body()) {
      bytes = endless ? new byte[0] : body.readNBytes(LARGEST + 1);
    }
    if (bytes.length > LARGEST) {
      throw new IOException(
          "the response has more than " + LARGEST + " bytes; ask for smaller pages");
    }
    Instant now = clock.instant();
    answered.add(now);
    boolean later = isTransient(response.statusCode());
    Duration asked = RetryAfter.in(headers, now).orElse(later ? OWN_WAIT : Duration.ZERO);
    if (asked.compareTo(LONGEST_WAIT) > 0 && (later || mayAsk())) {
      throw new IOException(
          "the API asks to wait " + asked.toSeconds() + " s; ask again after that");
    }
    notBefore = now.plus(asked);
    if (later) {
      says.println("      status " + response.statusCode() + ", waits " + asked.toMillis() + " ms");
    }
    Object body = null;
    String trouble = ResponseBody.beginning(bytes, api);
    try {
      body = ResponseBody.read(bytes, type, BodyFormat.AUTO, api);
    } catch (BadResponseException e) {
      trouble = e.getMessage();
    }
    Response read = new Response(target.url(), headers, body, List.of());
    return new Look(target, response.statusCode(), read, trouble, bytes.length);
  }

  private HttpRequest request(Target target) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(credentials.put(target).url()).timeout(TIMEOUT);
    request.setHeader("Accept", "application/json");
    request.setHeader("User-Agent", "caravan-discover");
    target.headers().forEach(request::setHeader);
    credentials.headers().forEach(request::setHeader);
    if (target.body().isPresent()) {
      request.setHeader("Content-Type", "application/json");
    }
    return request
        .method(
            target.method(),
            target
                .body()
                .map(body -> HttpRequest.BodyPublishers.ofString(body.toString()))
                .orElse(HttpRequest.BodyPublishers.noBody()))
        .build();
  }

  private void awaitTurn() throws InterruptedException {
    Instant now = clock.instant();
    Instant turn = notBefore;
    if (quota.isPresent() && answered.size() >= quota.get().requests()) {
      while (answered.size() > quota.get().requests()) {
        answered.remove();
      }
      Instant free = answered.element().plus(quota.get().period());
      turn = free.isAfter(turn) ? free : turn;
    }
    if (turn.isAfter(now)) {
      waits.pass(Duration.between(now, turn).plusMillis(1));
    }
  }

  private static boolean isTransient(int status) {
    return status == TOO_MANY || status >= SERVER_ERROR;
  }

  /** A request for people, on one line. */
  private static String shown(Target target) {
    String path = target.url().getRawPath();
    String query = target.url().getRawQuery();
    String headers = target.headers().isEmpty() ? "" : " " + target.headers();
    return path
        + (query == null ? "" : "?" + query.replaceAll("((?:[^&]*&){4}).*&", "$1…&"))
        + headers
        + target.body().map(Asking::shown).orElse("");
  }

  private static String shown(JsonNode body) {
    String text = body.toString();
    return " " + (text.length() <= LONGEST_BODY ? text : text.substring(0, LONGEST_BODY) + "…");
  }
}
