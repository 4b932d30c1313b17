package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SeenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A declared quota is never broken; the output says how much of it was used. */
@Timeout(60)
class QuotaUseIT extends PullTest {
  private static final int QUOTA = 20;
  private static final int WINDOW_S = 2;
  private static final int PAGES = 200;

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
    System.out.printf("QuotaUseIT: %s where the quota allows %s%n", took, floor);
    assertThat(took).isGreaterThanOrEqualTo(floor);
    assertItemsComplete();
    assertLedgersBalance();
  }

  /** The first pages of a JVM take longer than the quota does; they are those of another API. */
  private void warmUp() throws Exception {
    try (Sandbox open = Sandbox.start(super.sandboxOptions().withCounts(0, PAGES * LIMIT, 0))) {
      String orders = pull("orders") + upsert("orders", "order_id");
      assertComplete(run(List.of("orders"), api("baseUrl", open.url()), orders).get(0));
    }
  }
}
