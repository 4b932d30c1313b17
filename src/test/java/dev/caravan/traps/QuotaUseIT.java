package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.limits.LimitSignals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A quota is kept, whether it is declared or only told by the headers of responses; the output says
 * how much of it was used. Scaled down; {@code -Dquota.requests=100 -Dquota.seconds=10
 * -Dquota.pages=1000 -Dlongest.run=200} is the full size.
 */
@Timeout(400)
class QuotaUseIT extends PullTest {
  private static final int QUOTA = Integer.getInteger("quota.requests", 20);
  private static final int WINDOW_S = Integer.getInteger("quota.seconds", 2);
  private static final int PAGES = Integer.getInteger("quota.pages", 160);
  private static final int TOO_MANY = 429;

  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions()
        .withCounts(PAGES * LIMIT, 0, 0)
        .withSlidingQuota(QUOTA, Duration.ofSeconds(WINDOW_S));
  }

  @Test
  void aDeclaredQuotaIsKeptInEveryWindowAndNoRequestIsRefused() throws Exception {
    warmUp();

    assertComplete(run(api("quota", QUOTA + "/" + WINDOW_S + "s"), items()));

    List<SeenRequest> requests = sandbox.traffic().requests("items");
    assertThat(requests).hasSize(PAGES);
    assertThat(sandbox.traffic().perStatus()).isEqualTo(Map.of(200, PAGES));
    Duration took = Duration.between(requests.get(0).at(), requests.get(PAGES - 1).at());
    // The last of so many requests may start once all windows but its own are over.
    Duration floor = Duration.ofSeconds((long) WINDOW_S * ((PAGES - 1) / QUOTA));
    // Printed, not asserted: how much longer it took belongs to the machine, too.
    System.out.printf("QuotaUseIT, declared: %s where the quota allows %s%n", took, floor);
    assertThat(took).isGreaterThanOrEqualTo(floor);
    assertItemsComplete();
    assertLedgersBalance();
  }

  @Test
  void aQuotaThatOnlyHeadersTellCostsAtMostOne429PerWindow() throws Exception {
    warmUp();
    try (Sandbox told =
        Sandbox.start(
            super.sandboxOptions()
                .withCounts(PAGES * LIMIT, 0, 0)
                .withQuota(QUOTA, Duration.ofSeconds(WINDOW_S))
                .withLimitSignals(LimitSignals.usual().withHeadersOnEveryAnswer()))) {
      assertComplete(run(api("baseUrl", told.url(), "adaptive", "true"), items()));

      List<SeenRequest> requests = told.traffic().requests("items");
      List<Long> perWindow =
          List.copyOf(
              requests.stream()
                  .collect(
                      Collectors.groupingBy(
                          QuotaUseIT::window, TreeMap::new, Collectors.counting()))
                  .values());
      List<Long> whole = perWindow.subList(1, perWindow.size() - 1);
      Map<Long, Long> refused =
          requests.stream()
              .filter(request -> request.status() == TOO_MANY)
              .collect(Collectors.groupingBy(QuotaUseIT::window, Collectors.counting()));
      Duration took =
          Duration.between(requests.get(0).at(), requests.get(requests.size() - 1).at());
      System.out.printf(
          "QuotaUseIT, told: %s, begun %d ms into a window, for %d pages, %d per %d s; refused %s;"
              + " per window %s, which is %.1f %% of those that were whole%n",
          took,
          requests.get(0).at().toEpochMilli() % (WINDOW_S * 1000L),
          PAGES,
          QUOTA,
          WINDOW_S,
          refused.values(),
          perWindow,
          100.0 * whole.stream().mapToLong(Long::longValue).sum() / (QUOTA * whole.size()));
      assertThat(refused.values()).allMatch(count -> count <= 1);
      assertThat(requests.size() - refused.size()).isEqualTo(PAGES);
    }
    assertThat(count("items")).isEqualTo((long) PAGES * LIMIT);
    assertLedgersBalance();
  }

  private static long window(SeenRequest request) {
    return Math.floorDiv(request.at().getEpochSecond(), (long) WINDOW_S);
  }

  /** The first pages of a JVM take longer than the quota does; they are those of another API. */
  private void warmUp() throws Exception {
    try (Sandbox open = Sandbox.start(super.sandboxOptions().withCounts(0, 200 * LIMIT, 0))) {
      String orders = pull("orders") + upsert("orders", "order_id");
      assertComplete(run(List.of("orders"), api("baseUrl", open.url()), orders).get(0));
    }
  }
}
