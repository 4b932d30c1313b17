package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.Traffic;
import dev.caravan.pull.paging.Next;
import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real route {@code caravan-fetch} against a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FetchTest {
  private static final String PAGE = "{\"data\":[{\"id\":1}],\"next_cursor\":\"p2\"}";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private final Queue<HttpHandler> answers = new ArrayDeque<>();
  private final Api api = new Api();
  private final Traffic traffic = new Traffic();
  private TestContext context;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          HttpHandler answer = answers.poll();
          (answer == null ? json(PAGE) : answer).handle(exchange);
        });
    server.start();
    api.setBaseUrl("http://127.0.0.1:" + server.getAddress().getPort());
    context = new TestContext();
    context.context().getRegistry().bind("shop", api);
    context.start();
  }

  @AfterEach
  void stop() {
    context.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void readsAPage() {
    Page page = fetch().getMessage().getBody(Page.class);
    assertThat(page.records()).hasSize(1);
    assertThat(page.told().next()).isEqualTo(new Next.At("p2"));
    assertThat(page.source().status()).isEqualTo(200);
    assertThat(page.source().requestId()).isEqualTo("run1-1");
    assertThat(traffic.retries()).isZero();
  }

  @Test
  void anAttemptThatTheQuotaHeldBackIsNoRequest() {
    api.setQuota("1/h");
    fetch();
    assertThat(fetch().getException()).isInstanceOf(ParkedException.class);
    assertThat(traffic.requests()).isEqualTo(1).isEqualTo(asked.get());
  }

  @Test
  void parksWhenTheServerAsksForADay() {
    Instant before = Instant.now();
    answers.add(status(429, "Retry-After", "86400"));
    Exchange answer = fetch();
    assertThat(answer.getException())
        .isInstanceOfSatisfying(
            ParkedException.class,
            parked ->
                assertThat(parked.notBefore())
                    .isBetween(before.plusSeconds(86_400), Instant.now().plusSeconds(86_402)));
    assertThat(asked).hasValue(1);
  }

  @Test
  void parksTheNextStreamOfThatApiWithoutAskingIt() {
    answers.add(status(429, "Retry-After", "86400"));
    fetch();
    assertThat(fetch().getException()).isInstanceOf(ParkedException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void waitsAsLongAsTheServerAsksAndGoesOn() {
    answers.add(status(429, "Retry-After", "1.2"));
    Instant before = Instant.now();
    assertThat(fetch().getMessage().getBody(Page.class).records()).hasSize(1);
    assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(1_200));
    assertThat(traffic.retries()).isEqualTo(1);
  }

  @Test
  void asksAgainAfterABodyThatEndsTooEarly() {
    answers.add(
        exchange -> {
          exchange.sendResponseHeaders(200, PAGE.length());
          exchange.getResponseBody().write(PAGE.substring(0, 20).getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });
    answers.add(json(PAGE.substring(0, 20)));
    answers.add(json(""));
    Page page = fetch().getMessage().getBody(Page.class);
    assertThat(page.records()).hasSize(1);
    assertThat(traffic.retries()).as("no body is no response either").isEqualTo(3);
  }

  @Test
  void anAnswerThatStaysUnreadableFails() {
    api.setMaxRetries(1);
    answers.add(json("<html>"));
    answers.add(json("<html>"));
    assertThat(fetch().getException())
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("<html>");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aMissingPageFailsAtOnce() {
    answers.add(status(404, "X-Any", "thing"));
    assertThat(fetch().getException())
        .isInstanceOfSatisfying(
            HttpOperationFailedException.class,
            refused -> assertThat(refused.getStatusCode()).isEqualTo(404));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRedirectIsNotFollowed() {
    answers.add(status(302, "Location", api.baseUrl() + "/elsewhere"));
    assertThat(fetch().getException()).isInstanceOf(HttpOperationFailedException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void noContentIsNoAnswer() {
    api.setMaxRetries(0);
    answers.add(
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    assertThat(fetch().getException())
        .isInstanceOf(BadResponseException.class)
        .hasMessageContainingAll("status 204", "no content", "emptyAnswer: page");
  }

  private Exchange fetch() {
    Stream stream = new Stream();
    stream.setName("items");
    stream.setApiName("shop");
    stream.setApi(api);
    stream.setPath("/items");
    stream.setRecords("$.data");
    stream.getPaging().setKind("cursor");
    stream.init();
    return context
        .context()
        .createProducerTemplate()
        .request(
            "direct:caravan-fetch",
            exchange ->
                new PageRequest(
                        stream,
                        new ScanBounds(Optional.empty(), Instant.EPOCH),
                        Optional.empty(),
                        false)
                    .putOn(exchange, new Request.Origin("items", "run1", "first", traffic)));
  }

  private static HttpHandler json(String body) {
    return exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      answer(exchange, 200, body);
    };
  }

  private static HttpHandler status(int status, String header, String value) {
    return exchange -> {
      exchange.getResponseHeaders().add(header, value);
      answer(exchange, status, "no");
    };
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
