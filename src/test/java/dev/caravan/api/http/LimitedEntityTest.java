package dev.caravan.api.http;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.api.Api;
import dev.caravan.api.HttpClientSetup;
import dev.caravan.api.Requests;
import dev.caravan.api.request.PrepareRequest;
import dev.caravan.api.request.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitedEntityTest {
  private static final int MIB = 1024 * 1024;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Api api = new Api();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    api.setBaseUrl("http://127.0.0.1:" + server.getAddress().getPort());
    api.setMaxPageBytes(MIB);
    context.getRegistry().bind("shop", api);
    context.start();
  }

  @AfterEach
  void stop() throws IOException {
    context.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aSmallGzipThatInflatesToManyMegabytesIsRefusedBeforeItIsInMemory() throws Exception {
    byte[] bomb = gzip(256);
    assertThat(bomb.length).isLessThan(300_000);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          answer(exchange, bomb);
        });
    ask(); // Loads classes.
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    Exchange answer = ask();
    long allocated = memory.getCurrentThreadAllocatedBytes() - before;
    assertTooLarge(answer);
    assertThat(allocated).isLessThan(16L * MIB);
  }

  @Test
  void anAnswerWithoutEndIsRefusedAndReadNoFurther() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (byte[] block = new byte[MIB]; ; ) {
              out.write(block);
            }
          }
        });
    assertTooLarge(ask());
  }

  @Test
  void anAnswerThatSaysThatItIsTooLargeIsRefusedAndReadNoFurther() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1L << 40);
          try (OutputStream out = exchange.getResponseBody()) {
            for (byte[] block = new byte[MIB]; ; ) {
              out.write(block);
            }
          }
        });
    assertTooLarge(ask());
  }

  @Test
  void aGzipWhoseMembersComeOneByOneIsReadToItsEnd() throws Exception {
    CountDownLatch firstIsRead = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(gzip(0));
            out.flush();
            // The second member is under way only once the client may have read the first one.
            firstIsRead.await(200, MILLISECONDS);
            out.write(gzip(1));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(ask().getMessage().getBody(byte[].class)).hasSize(MIB);
  }

  @Test
  void anAnswerThatOnlyItsConnectionEndsIsKnownAsSuch() throws Exception {
    server.createContext("/", exchange -> answer(exchange, new byte[7]));
    assertThat(ask().getMessage().getHeader(HttpClientSetup.ENDS_WITH)).isNull();
    try (ServerSocket old = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      threads.execute(
          () -> {
            try (Socket client = old.accept()) {
              client.getInputStream().read(new byte[MIB]);
              client
                  .getOutputStream()
                  .write("HTTP/1.0 200 OK\r\n\r\nid\n1\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      api.setBaseUrl("http://127.0.0.1:" + old.getLocalPort());
      assertThat(ask().getMessage().getHeader(HttpClientSetup.ENDS_WITH)).isEqualTo("close");
    }
  }

  @Test
  void anAnswerAsLargeAsAllowedIsRead() {
    server.createContext("/", exchange -> answer(exchange, new byte[MIB]));
    assertThat(ask().getMessage().getBody(byte[].class)).hasSize(MIB);
  }

  @Test
  void anAnswerOneByteLargerIsRefused() {
    server.createContext("/", exchange -> answer(exchange, new byte[MIB + 1]));
    assertTooLarge(ask());
  }

  @Test
  void theNextRequestAfterARefusedOneIsAnswered() {
    server.createContext("/", exchange -> answer(exchange, new byte[MIB + 1]));
    assertTooLarge(ask());
    server.removeContext("/");
    server.createContext("/", exchange -> answer(exchange, "ok".getBytes(StandardCharsets.UTF_8)));
    assertThat(ask().getMessage().getBody(String.class)).isEqualTo("ok");
  }

  @Test
  void anAnswerThatDripsForEverEndsAndIsAskedForAgain() {
    api.setAnswerTimeout("300ms");
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            for (CountDownLatch never = new CountDownLatch(1); !never.await(20, MILLISECONDS); ) {
              out.write(' ');
              out.flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(ask().getException())
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("answerTimeout PT0.3S");
  }

  @Test
  void theLimitHoldsHoweverTheEntityIsRead() {
    byte[] body = new byte[MIB + 1];
    LimitedEntity entity =
        new LimitedEntity(
            new ByteArrayEntity(body, ContentType.WILDCARD), MIB, Duration.ofMinutes(1), () -> {});
    assertThatThrownBy(() -> entity.writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(PageTooLargeException.class);
    assertThatThrownBy(
            () -> {
              var in = entity.getContent();
              while (in.read() >= 0) {}
            })
        .isInstanceOf(PageTooLargeException.class);
    assertThatThrownBy(() -> entity.getContent().skip(MIB + 1))
        .isInstanceOf(PageTooLargeException.class);
  }

  private Exchange ask() {
    Request request = Requests.to(api, "/items", "");
    return context
        .createProducerTemplate()
        .request(
            request.endpoint(),
            exchange -> {
              exchange.setProperty(Request.PROPERTY, request);
              new PrepareRequest().process(exchange);
            });
  }

  private static void assertTooLarge(Exchange exchange) {
    assertThat(exchange.getException())
        .isInstanceOf(PageTooLargeException.class)
        .hasMessageContaining("maxPageBytes " + MIB);
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static byte[] gzip(int mebibytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      byte[] block = new byte[MIB];
      for (int i = 0; i < mebibytes; i++) {
        zip.write(block);
      }
    }
    return bytes.toByteArray();
  }
}
