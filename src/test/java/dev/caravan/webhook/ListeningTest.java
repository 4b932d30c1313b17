package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver that nobody can reach says so. */
@Timeout(30)
class ListeningTest {
  @Test
  void theReadinessOfASourceIsDownWhenItsPortWasTaken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Hub hub =
            Hub.start(
                new TestContext().httpServer(other.getLocalPort()),
                "127.0.0.1:1",
                Hub.source("pay", "preset: token, secrets: t", ""))) {
      HealthCheck.Result result = hub.receivers().call();
      assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
      assertThat(result.getDetails().get("pay").toString())
          .contains("nothing listens at 127.0.0.1:" + other.getLocalPort());
    }
  }
}
