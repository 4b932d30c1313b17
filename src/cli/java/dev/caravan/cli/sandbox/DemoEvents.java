package dev.caravan.cli.sandbox;

import dev.caravan.cli.launch.Engine;
import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.sandbox.PaymentWebhooks;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.state.database.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The first part of a demo: the shop tells of its payments by webhooks, the receiver puts them into
 * Kafka, and the worker into the table. No stream is pulled meanwhile.
 */
final class DemoEvents {
  static final String SECRET = "whsec_of_the_demo";

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String NO_STREAM = "-";

  private final CommonOptions options;
  private final Map<String, String> settings;

  DemoEvents(CommonOptions options, Map<String, String> settings) {
    this.options = options;
    this.settings = settings;
  }

  /** Sends all payments of a shop and returns when the table has them. */
  PaymentWebhooks.Result tell(Sandbox sandbox) throws IOException, InterruptedException {
    int port = freePort();
    Map<String, String> overrides = new HashMap<>(settings);
    overrides.put("camel.server.enabled", "true");
    overrides.put("camel.server.port", Integer.toString(port));
    overrides.put("camel.management.enabled", "false");
    overrides.put("caravan.streams", NO_STREAM);
    try (Engine engine = Engine.withRoutes(options, overrides)) {
      engine.stopWithTheProcess();
      engine.start();
      URI receiver = URI.create("http://127.0.0.1:" + port + "/webhook/payments");
      PaymentWebhooks.Result result = new PaymentWebhooks(receiver, SECRET).tell(sandbox.shop());
      int told = sandbox.shop().expected("payments").size() - result.lost();
      await(engine.bean("caravanDatabase", Database.class), told);
      return result;
    }
  }

  private static void await(Database database, int rows) throws InterruptedException {
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    long end = System.nanoTime() + LONGEST.toNanos();
    while (rows(jdbc) < rows && System.nanoTime() < end) {
      Thread.sleep(POLL.toMillis());
    }
  }

  private static long rows(JdbcTemplate jdbc) {
    Long tables =
        jdbc.queryForObject(
            "select count(*) from caravan_column where target = 'payments'", Long.class);
    return tables == 0 ? 0 : jdbc.queryForObject("select count(*) from payments", Long.class);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
