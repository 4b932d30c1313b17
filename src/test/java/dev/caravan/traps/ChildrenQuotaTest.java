package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TableAssert;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever runs in parallel goes through the one quota of the API. */
@Timeout(60)
class ChildrenQuotaTest extends PullTest {
  private static final int QUOTA = 20;

  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions()
        .withCounts(0, 25, 0)
        .withSlidingQuota(QUOTA, Duration.ofSeconds(1));
  }

  @Test
  void twoStreamsOfManyParentsEachNeverExceedTheQuotaThatTheyShare() throws Exception {
    String[] parameters = {"parallel", "10"};
    String lines = ChildrenTest.lines(parameters);
    String twice =
        lines
            .replace("id: lines", "id: twice")
            .replace("table: 'lines'", "table: 'twice'")
            .replace("parallel: '10'", "parallel: '9'");

    run(
            List.of("orders", "lines", "twice"),
            api("quota", QUOTA + "/1s"),
            ChildrenTest.orders(),
            lines,
            twice)
        .forEach(PullTest::assertComplete);

    Map<Integer, Integer> statuses = sandbox.traffic().perStatus();
    assertThat(statuses).containsOnlyKeys(200);
    assertThat(statuses.get(200)).isGreaterThan(3 * QUOTA);
    for (String table : List.of("lines", "twice")) {
      TableAssert.assertTable(database.dataSource(), table)
          .keyedBy("line_id")
          .holds(sandbox.shop().expectedLines());
    }
  }
}
