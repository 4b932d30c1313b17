package dev.caravan.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A real HTTP server on this machine that answers as a test says and remembers what it was sent.
 */
public final class LoopbackServer implements AutoCloseable {
  private final List<Sent> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final String scheme;

  /** What a client sent. */
  public record Sent(String method, URI uri, Headers headers, byte[] body) {
    /** A header; null when it was not sent. */
    public String header(String name) {
      return headers.getFirst(name);
    }

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What to answer. */
  public record Reply(int status, Map<String, String> headers, String body) {
    /** JSON with status 200. */
    public static Reply json(String body) {
      return new Reply(200, Map.of(), body);
    }

    /** JSON with another status. */
    public static Reply status(int status, String body) {
      return new Reply(status, Map.of(), body);
    }

    /** With one more header. */
    public Reply with(String name, String value) {
      Map<String, String> more = new java.util.HashMap<>(headers);
      more.put(name, value);
      return new Reply(status, more, body);
    }
  }

  private LoopbackServer(HttpServer server, String scheme, Function<Sent, Reply> answers) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, answers));
    server.start();
  }

  /** Starts over plain HTTP. */
  public static LoopbackServer start(Function<Sent, Reply> answers) {
    try {
      return new LoopbackServer(HttpServer.create(address(), 0), "http", answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts over TLS and wants a certificate from each client. */
  public static LoopbackServer startMutualTls(SSLContext tls, Function<Sent, Reply> answers) {
    try {
      HttpsServer server = HttpsServer.create(address(), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters mutual = getSSLContext().getDefaultSSLParameters();
              mutual.setNeedClientAuth(true);
              parameters.setSSLParameters(mutual);
            }
          });
      return new LoopbackServer(server, "https", answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scheme, host and port. */
  public String url() {
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All requests so far, in the order of their arrival. */
  public List<Sent> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange, Function<Sent, Reply> answers) throws IOException {
    try (exchange) {
      Sent sent =
          new Sent(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes());
      requests.add(sent);
      Reply reply = answers.apply(sent);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
