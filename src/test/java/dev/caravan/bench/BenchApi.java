package dev.caravan.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The items of the sandbox as pages that are made before the first request, so that an API costs
 * next to nothing while its callers are measured. A process of its own, whose CPU time is not
 * theirs.
 *
 * <p>{@code GET /items?limit=&cursor=} is a page, after the delay; {@code GET /seen} says how many
 * were asked for since the last such question, and when the first one was, in milliseconds since
 * 1970, 0 for never.
 *
 * <p>Arguments: records, page size, delay in milliseconds. Prints its URL when it can be asked, and
 * ends with its input, so that none outlives who started it.
 */
public final class BenchApi {
  private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong first = new AtomicLong();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final long delay;

  private BenchApi(long delay) {
    this.delay = delay;
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    BenchApi api = new BenchApi(Long.parseLong(args[2]));
    api.keepPages(Integer.parseInt(args[0]), args[1]);
    System.out.println(api.serve());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private void keepPages(int records, String pageSize) throws Exception {
    SandboxOptions options = SandboxOptions.defaults().withCounts(records, 1, 1);
    ObjectMapper json = new ObjectMapper();
    HttpClient http = HttpClient.newHttpClient();
    try (Sandbox sandbox = Sandbox.start(options)) {
      String url = sandbox.url() + "/items?limit=" + pageSize;
      String cursor = "";
      while (cursor != null) {
        URI page = URI.create(cursor.isEmpty() ? url : url + "&cursor=" + cursor);
        byte[] body =
            http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofByteArray()).body();
        pages.put(cursor, body);
        cursor = json.readTree(body).path("next_cursor").textValue();
      }
    }
  }

  private String serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/items", this::page);
    server.createContext("/seen", this::seen);
    server.start();
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void page(HttpExchange exchange) {
    first.compareAndSet(0, System.currentTimeMillis());
    asked.incrementAndGet();
    String query = exchange.getRequestURI().getQuery();
    int cursor = query.indexOf("cursor=");
    byte[] page = pages.get(cursor < 0 ? "" : query.substring(cursor + "cursor=".length()));
    threads.schedule(() -> send(exchange, page), delay, TimeUnit.MILLISECONDS);
  }

  private void seen(HttpExchange exchange) {
    String seen = asked.getAndSet(0) + " " + first.getAndSet(0);
    send(exchange, seen.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, byte[] body) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
