package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose headers come byte by byte and without an end, so that it is never silent. */
@Timeout(60)
class DrippingHeadersTest extends PullTest {
  private final ServerSocket door;
  private final CountDownLatch closing = new CountDownLatch(1);

  DrippingHeadersTest() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::serve, "dripping");
    server.setDaemon(true);
    server.start();
  }

  @AfterEach
  void closeDoor() throws IOException {
    closing.countDown();
    door.close();
  }

  @Test
  void endByTheAnswerTimeout() throws Exception {
    String api =
        api(
            "baseUrl", "http://127.0.0.1:" + door.getLocalPort(),
            "answerTimeout", "300ms",
            "responseTimeout", "500ms",
            "maxRetries", "0");

    assertThat(assertFailed(run(api, items())))
        .contains("the headers of the response were still coming after answerTimeout PT0.3S");
  }

  private void serve() {
    while (true) {
      try (Socket client = door.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
        while (!closing.await(20, TimeUnit.MILLISECONDS)) {
          client.getOutputStream().write('a');
        }
      } catch (IOException gone) {
        if (door.isClosed()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
