package dev.caravan.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Ports;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Senders do not wait for a server to be ready. */
class GuardedServerTest {
  private static final int ROUNDS = 40;
  private static final int SENDERS = 4;

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void listensWhileConnectionsComeInAlready() throws Exception {
    GuardedVertx vertx = new GuardedVertx(() -> true, reason -> {});
    try {
      for (int round = 0; round < ROUNDS; round++) {
        listensUnder(vertx, Ports.free());
      }
    } finally {
      vertx.shutDown();
    }
  }

  private static void listensUnder(GuardedVertx vertx, int port) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      Thread sender = new Thread(() -> connect(port, done));
      sender.start();
      senders.add(sender);
    }
    HttpServer server = vertx.createHttpServer(new HttpServerOptions());
    server.requestHandler(request -> request.response().end());
    try {
      assertThat(server.listen(port, "127.0.0.1").succeeded()).isTrue();
    } finally {
      done.set(true);
      for (Thread sender : senders) {
        sender.join();
      }
      server.close();
    }
  }

  private static void connect(int port, AtomicBoolean done) {
    while (!done.get()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes("US-ASCII"));
      } catch (IOException e) {
        // It does not listen yet.
      }
    }
  }
}
