package dev.caravan.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import dev.caravan.webhook.Hub;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections may not do, over real sockets. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(30)
class ConnectionGuardTest {
  private static final Duration HEADER = Duration.ofMillis(600);
  private static final Duration IDLE = Duration.ofMillis(1200);
  private static final int MOST = 20;
  private static final int SENDERS = 4;
  private static final String HEAD =
      "POST /webhook/pay HTTP/1.1\r\nHost: x\r\nX-Webhook-Token: t\r\n";
  private static final String EVENT = HEAD + "Content-Length: 2\r\n\r\n{}";

  private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private GuardedVertx vertx;
  private Hub hub;

  @BeforeAll
  void start() throws Exception {
    vertx = new GuardedVertx(open::get, new OpenConnections(MOST, HEADER, IDLE, refused::add));
    hub =
        Hub.start(
            new TestContext().bind("vertx", vertx).httpServer(),
            TestKafka.brokers(),
            Hub.source("pay", "preset: token, secrets: t", "topic: " + TestKafka.topic(1)));
    try (Socket first = send(EVENT)) {
      assertThat(status(first)).isEqualTo(200);
    }
  }

  @AfterAll
  void stop() {
    hub.close();
    vertx.shutDown();
  }

  @BeforeEach
  void forget() {
    refused.clear();
  }

  @Test
  void connectionsThatWasteTimeEndAtTheirLimitsWhileFiftyEventsPerSecondAreAnswered()
      throws Exception {
    ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
    ScheduledExecutorService senders = Executors.newScheduledThreadPool(SENDERS);
    Socket dripping = send("POST /webhook/pay HTTP/1.1\r\nX-Drip: ");
    List<Socket> wasting =
        List.of(
            connect(),
            send("POST /webhook/pay HTTP/1.1\r\nHost: x\r\nX-Half"),
            dripping,
            send("POST /webhook/pay HTTP/1.1\r\nHost: x\r\n"));
    Thread drip = new Thread(() -> drip(dripping));
    try (Socket idle = send(EVENT)) {
      assertThat(status(idle)).isEqualTo(200);
      drip.start();
      long begun = System.nanoTime();
      for (int i = 0; i < SENDERS; i++) {
        senders.scheduleAtFixedRate(
            () -> answers.add(answer()), 20 * i, 20 * SENDERS, TimeUnit.MILLISECONDS);
      }
      for (Socket each : wasting) {
        assertThat(isEnded(each)).isTrue();
      }
      assertThat(isEnded(idle)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IDLE.multipliedBy(4));
      await().until(() -> answers.size() >= 50 * IDLE.toMillis() / 1000);
    } finally {
      senders.shutdown();
      assertThat(senders.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    drip.join();
    assertThat(answers).containsOnly(200);
    await().untilAsserted(() -> assertThat(refused).filteredOn("slow"::equals).hasSize(4));
    assertThat(refused).contains("idle").doesNotContain("too_many");
  }

  @Test
  void anIdleConnectionIsKeptForAWhileAndThenEnded() throws Exception {
    try (Socket connection = send(EVENT)) {
      assertThat(status(connection)).isEqualTo(200);
      await().pollDelay(HEADER.multipliedBy(3).dividedBy(2)).until(() -> true);
      connection.getOutputStream().write(EVENT.getBytes(StandardCharsets.US_ASCII));
      assertThat(status(connection)).isEqualTo(200);
      assertThat(isEnded(connection)).isTrue();
      assertThat(refused).containsExactly("idle");
    }
  }

  @Test
  void aBodyThatDoesNotComeIsAnsweredInTimeAndItsConnectionEndsWithTheAnswer() throws Exception {
    try (Socket slow = send(HEAD + "Content-Length: 1000\r\n\r\n{")) {
      slow.setSoTimeout(25_000);
      assertThat(read(slow)).startsWith("HTTP/1.1 408").endsWith("too slow\n");
      assertThat(refused).as("the limits of connections that ended it").isEmpty();
    }
  }

  /** The last, since its connections end only when the server notices. */
  @Test
  @Order(Integer.MAX_VALUE)
  void ofTooManyConnectionsTheOneThatWaitedLongestMakesRoom() throws Exception {
    List<Socket> flood = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      flood.add(connect());
    }
    try (Socket event = send(EVENT)) {
      assertThat(status(event)).isEqualTo(200);
      assertThat(isEnded(flood.get(0))).isTrue();
      assertThat(refused).contains("too_many");
    }
    for (Socket each : flood) {
      each.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
      })
  void aRequestWhoseEndIsInDoubtIsRefusedAndNoOtherIsReadBehindIt(String rest) throws Exception {
    double accepted = hub.counted("pay", "accepted");
    try (Socket connection = send(HEAD + rest + EVENT + EVENT)) {
      String answer = read(connection);
      assertThat(answer).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1");
    }
    assertThat(refused).contains("malformed");
    assertThat(hub.counted("pay", "accepted")).isEqualTo(accepted);
  }

  @Test
  void requestsInOneConnectionOneAfterTheOtherAreNoneOfThat() throws Exception {
    double accepted = hub.counted("pay", "accepted");
    String chunked = HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    String asking = HEAD + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}";
    try (Socket connection = send(EVENT + chunked + asking + HEAD + "Connection: close\r\n\r\n")) {
      assertThat(read(connection).split("HTTP/1.1 200", -1)).hasSize(5);
    }
    assertThat(hub.counted("pay", "accepted")).isEqualTo(accepted + 4);
    assertThat(refused).isEmpty();
  }

  @Test
  void whileTheRoutesAreNotThereTheSenderIsAskedToComeAgain() throws Exception {
    open.set(false);
    try (Socket event = send(EVENT)) {
      assertThat(status(event)).isEqualTo(503);
    } finally {
      open.set(true);
    }
  }

  /** 0 when there was none. */
  private int answer() {
    try (Socket event = send(EVENT)) {
      return status(event);
    } catch (IOException | AssertionError e) {
      return 0;
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", hub.context().httpPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private Socket send(String text) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void drip(Socket socket) {
    try {
      while (!socket.isClosed()) {
        socket.getOutputStream().write('x');
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      }
    } catch (IOException ended) {
      // What the test waits for.
    }
  }

  private static int status(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the connection ended after: %s", head).isNotNegative();
      head.append((char) next);
    }
    return Integer.parseInt(head.substring(9, 12));
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
