package dev.caravan.traps;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server at another origin than the API: it answers one record and keeps what it was sent. */
final class OtherServer implements AutoCloseable {
  private static final byte[] ANSWER =
      "[{\"id\": 9001, \"name\": \"from elsewhere\", \"updated_at\": \"2025-04-01T00:00:00.000Z\"}]"
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private OtherServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  static OtherServer start() {
    try {
      return new OtherServer(
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Method, URI, headers and body of each request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      StringBuilder seen = new StringBuilder(exchange.getRequestMethod());
      seen.append(' ').append(exchange.getRequestURI()).append('\n');
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> seen.append(name).append(": ").append(values).append('\n'));
      seen.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(seen.toString());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
