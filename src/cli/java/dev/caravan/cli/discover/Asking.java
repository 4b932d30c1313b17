package dev.caravan.cli.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.limits.RetryAfter;
import dev.caravan.api.request.Target;
import dev.caravan.cli.discover.seen.EventSample;
import dev.caravan.cli.discover.seen.Look;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks an API one request after the other: so many at most, each said before it is sent, never more
 * than the quota allows, and not before the API wants to be asked again.
 */
final class Asking implements AutoCloseable {
  /** Requests of one discovery, those that are sent again included. */
  static final int MOST = 12;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration OWN_WAIT = Duration.ofSeconds(1);
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int LONGEST_BODY = 200;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  /** One that sends nothing again by itself: each request is counted. */
  private final CloseableHttpClient http =
      HttpClients.custom()
          .disableAutomaticRetries()
          .disableRedirectHandling()
          .disableCookieManagement()
          .setDefaultRequestConfig(
              RequestConfig.custom().setResponseTimeout(Timeout.of(TIMEOUT)).build())
          .build();

  private final Credentials credentials;
  private final Api api;
  private final AskingTurn turn;
  private final PrintWriter says;
  private int sent;
  private int before;

  /**
   * @param api hides the secret
   * @param says where people read each request
   */
  Asking(Credentials credentials, Api api, AskingTurn turn, PrintWriter says) {
    this.credentials = credentials;
    this.api = api;
    this.turn = turn;
    this.says = says;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  /** All requests so far. */
  int sent() {
    return before + sent;
  }

  /** Begins with another list, of which as much may be asked. */
  void another() {
    before += sent;
    sent = 0;
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
      turn.await();
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
    HttpUriRequestBase request = request(target);
    try {
      ClassicHttpResponse response = http.executeOpen(null, request, null);
      try {
        return Optional.of(look(target, response, request::cancel));
      } finally {
        close(response);
        turn.answered();
      }
    } catch (IOException e) {
      if (!mayAsk() || sent == 1) {
        throw new IOException(hide("no response from " + target.url().getHost() + ": " + e), e);
      }
      says.println("      no response (" + hide(String.valueOf(e.getMessage())) + ")");
      turn.pause(OWN_WAIT);
      return Optional.empty();
    }
  }

  private Look look(Target target, ClassicHttpResponse response, Runnable stop) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      headers.merge(name, header.getValue(), (one, other) -> one + ", " + other);
    }
    String type = headers.getOrDefault("content-type", "");
    boolean endless = type.toLowerCase(Locale.ROOT).contains("event-stream");
    byte[] bytes =
        endless ? EventSample.read(response.getEntity().getContent(), stop) : whole(response);
    boolean later = isTransient(response.getCode());
    Duration asked = RetryAfter.in(headers, turn.now()).orElse(later ? OWN_WAIT : Duration.ZERO);
    if (asked.compareTo(LONGEST_WAIT) > 0 && (later || mayAsk())) {
      throw new NothingFoundException(
          "the API asks to wait " + asked.toSeconds() + " s; ask again after that");
    }
    turn.pause(asked);
    if (later) {
      says.println("      status " + response.getCode() + ", waits " + asked.toMillis() + " ms");
    }
    return read(target, response.getCode(), headers, bytes, endless);
  }

  private static void close(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException e) {
      // What was read is read.
    }
  }

  private static byte[] whole(ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return new byte[0];
    }
    byte[] bytes = response.getEntity().getContent().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new NothingFoundException("a response has more than " + LARGEST + " bytes");
    }
    return bytes;
  }

  private Look read(
      Target target, int status, Map<String, String> headers, byte[] bytes, boolean endless) {
    Object body = null;
    String trouble = ResponseBody.beginning(bytes, api);
    try {
      String type = headers.getOrDefault("content-type", "");
      body =
          endless
              ? EventSample.events(bytes)
              : ResponseBody.read(bytes, type, BodyFormat.AUTO, api);
    } catch (BadResponseException e) {
      trouble = e.getMessage();
    }
    Response read = new Response(target.url(), headers, body, List.of());
    return new Look(target, status, read, trouble, bytes.length);
  }

  private HttpUriRequestBase request(Target target) {
    HttpUriRequestBase request =
        new HttpUriRequestBase(target.method(), credentials.put(target).url());
    request.setHeader("Accept", "application/json");
    request.setHeader("User-Agent", "caravan-discover");
    target.headers().forEach(request::setHeader);
    credentials.headers().forEach(request::setHeader);
    target
        .body()
        .ifPresent(
            body ->
                request.setEntity(new StringEntity(body.toString(), ContentType.APPLICATION_JSON)));
    return request;
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
