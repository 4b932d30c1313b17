package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.limits.SteadyClock;
import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How much of a quota two nodes use by the API's count, when both want it and when one does; the
 * output says it. Scaled down; {@code -Dquota.requests=100 -Dquota.seconds=10 -Dquota.use=95} is
 * the full size, with what it must be.
 */
@Timeout(600)
class SharedQuotaUseIT {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private static final int QUOTA = Integer.getInteger("quota.requests", 100);
  private static final int SECONDS = Integer.getInteger("quota.seconds", 1);
  private static final int WINDOWS = Integer.getInteger("quota.windows", 5);

  /** In per cent, of a machine of its own. */
  private static final int LEAST_USE = Integer.getInteger("quota.use", 1);

  private static final int THREADS = 20;

  private final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final List<CamelContext> contexts = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Database database = TestDatabases.postgres();
  private final LoopbackServer api =
      LoopbackServer.start(
          sent -> {
            arrivals.add(System.nanoTime());
            return LoopbackServer.Reply.json("[]");
          });

  @AfterEach
  void close() {
    threads.shutdownNow();
    contexts.forEach(CamelContext::stop);
    database.close();
    api.close();
  }

  @Test
  void nearlyAllOfItIsUsedWhenBothWantItAndWhenOneDoes() {
    Gate one = node();
    Gate two = node();
    send(one);
    double alone = use("one wants it");
    send(two);
    double together = use("both want it");

    assertThat(mostInAPeriod()).isLessThanOrEqualTo(QUOTA);
    assertThat(Math.min(alone, together)).isGreaterThanOrEqualTo(LEAST_USE);
  }

  /** From the second window on: in the first one places are only handed out. */
  private double use(String who) {
    int before = arrivals.size();
    Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> arrivals.size() >= before + QUOTA);
    long from = System.nanoTime();
    int count = arrivals.size();
    Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> now(from) >= WINDOWS);
    double per = 100.0 * (arrivals.size() - count) / (QUOTA * now(from));
    System.out.printf(
        "SharedQuotaUseIT: %s, %.1f %% of %d per %d s are used%n", who, per, QUOTA, SECONDS);
    return per;
  }

  private static double now(long from) {
    return (System.nanoTime() - from) / 1e9 / SECONDS;
  }

  private int mostInAPeriod() {
    long[] at = arrivals.stream().mapToLong(Long::longValue).sorted().toArray();
    int most = 0;
    for (int first = 0, last = 0; last < at.length; last++) {
      while (at[last] - at[first] >= Duration.ofSeconds(SECONDS).toNanos()) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private void send(Gate gate) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api.url() + "/items")).build();
    for (int i = 0; i < THREADS; i++) {
      threads.submit(
          () -> {
            while (!Thread.currentThread().isInterrupted()) {
              gate.enter(ANYBODY, Duration.ofMinutes(1), () -> false);
              http.send(request, BodyHandlers.discarding());
              gate.leave();
            }
            return null;
          });
    }
  }

  private Gate node() {
    database.dataSource();
    CamelContext context = new DefaultCamelContext();
    context.start();
    contexts.add(context);
    SharedQuotas quotas = new SharedQuotas(database);
    quotas.setCamelContext(context);
    Gate gate =
        new Gate(
            Optional.of(Quota.parse(QUOTA + "/" + SECONDS + "s")),
            new SteadyClock(),
            Clock.systemUTC());
    quotas.join("shop", gate);
    return gate;
  }
}
