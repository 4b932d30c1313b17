package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.api.Api;
import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.api.limits.Quota;
import dev.caravan.api.limits.SteadyClock;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gates of several processes over one database; {@link QuotaStateTest} has what they may do. */
@Timeout(120)
class SharedQuotasTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private final List<CamelContext> contexts = new ArrayList<>();
  private final List<Database> databases = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Long> starts = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    threads.shutdownNow();
    contexts.forEach(CamelContext::stop);
    databases.forEach(Database::close);
  }

  @ParameterizedTest
  @EnumSource(LeasesTest.Server.class)
  void noWindowHoldsMoreWhateverProcessAsksAndWhateverBegins(LeasesTest.Server server) {
    Database database = server.start();
    databases.add(database);
    Gate one = process(database, "20/s");
    Gate two = process(database, "20/s");
    send(one, 6);
    send(two, 6);
    await().until(() -> starts.size() > 60);
    // As after a restart: it finds the window as the others left it.
    send(process(database, "20/s"), 6);
    await().until(() -> starts.size() > 120);
    threads.shutdownNow();

    List<Long> sorted = starts.stream().sorted().toList();
    for (int i = 20; i < sorted.size(); i++) {
      assertThat(Duration.ofNanos(sorted.get(i) - sorted.get(i - 20)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void aPauseThatOneWasToldHoldsForAll() throws Exception {
    Database database = TestDatabases.postgres();
    databases.add(database);
    Gate one = process(database, "1000/s");
    Gate two = process(database, "1000/s");
    two.enter(ANYBODY, Duration.ofMinutes(1), () -> false);

    one.pauseAsAsked(Map.of("Retry-After", "3600"), Duration.ofHours(2));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () -> {
                          two.enter(ANYBODY, Duration.ofMinutes(1), () -> false);
                          two.leave();
                        })
                    .isInstanceOf(ParkedException.class));
  }

  @Test
  void aProcessThatStoppedLeavesTheWindowAsItIs() throws Exception {
    Database database = TestDatabases.postgres();
    databases.add(database);
    Gate first = process(database, "2/h");
    for (int i = 0; i < 2; i++) {
      first.enter(ANYBODY, Duration.ofMinutes(1), () -> false);
      first.leave();
    }
    contexts.get(0).stop();

    Gate next = process(database, "2/h");
    assertThatThrownBy(() -> next.enter(ANYBODY, Duration.ofMinutes(1), () -> false))
        .isInstanceOf(ParkedException.class);
  }

  @Test
  void whatIsReservedIsLeftToOthersByAllProcessesTogether() throws Exception {
    Database database = TestDatabases.postgres();
    databases.add(database);
    List<Gate> gates = List.of(reserving(database), reserving(database));
    int sent = 0;
    for (int i = 0; i < 10; i++) {
      try {
        gates.get(i % 2).enter(ANYBODY, Duration.ofMinutes(1), () -> false);
        gates.get(i % 2).leave();
        sent++;
      } catch (ParkedException e) {
        // Its process has no more places; the other one may have.
        continue;
      }
    }
    assertThat(sent).isBetween(4, 8);
    for (Gate gate : gates) {
      while (sent < 8) {
        gate.enter(ANYBODY, Duration.ofMinutes(1), () -> false);
        sent++;
      }
      assertThatThrownBy(() -> gate.enter(ANYBODY, Duration.ofMinutes(1), () -> false))
          .isInstanceOf(ParkedException.class);
    }
  }

  private Gate reserving(Database database) {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    api.setQuota("10/h");
    api.setReserve("20%");
    return join(database, api.gate());
  }

  private void send(Gate gate, int count) {
    for (int i = 0; i < count; i++) {
      threads.submit(
          () -> {
            while (!Thread.currentThread().isInterrupted()) {
              gate.enter(ANYBODY, Duration.ofMinutes(1), () -> false);
              starts.add(System.nanoTime());
              gate.leave();
            }
            return null;
          });
    }
  }

  private Gate process(Database database, String quota) {
    return join(
        database, new Gate(Optional.of(Quota.parse(quota)), new SteadyClock(), Clock.systemUTC()));
  }

  private Gate join(Database database, Gate gate) {
    database.dataSource();
    CamelContext context = new DefaultCamelContext();
    context.start();
    contexts.add(context);
    SharedQuotas quotas = new SharedQuotas(database);
    quotas.setCamelContext(context);
    quotas.join("shop", gate);
    return gate;
  }
}
