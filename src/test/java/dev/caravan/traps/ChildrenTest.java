package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TableAssert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that runs once per record of another: the lines of each order. */
@Timeout(60)
class ChildrenTest extends PullTest {
  private static final int ORDERS = 30;
  private static final List<String> BOTH = List.of("orders", "lines");

  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions().withCounts(0, ORDERS, 0);
  }

  /** Two lines on a page, so that most orders have several. */
  static String lines(String... parameters) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "path", "/orders/{order_id}/lines?limit=2",
                "parentTable", "orders",
                "parentKey", "order_id",
                "parentStream", "orders"));
    all.addAll(List.of(parameters));
    return pull("lines", all.toArray(String[]::new))
            .replace("kamelet:caravan-pull", "kamelet:caravan-pull-children")
        + upsert("lines", "line_id");
  }

  static String orders() {
    return pull("orders") + upsert("orders", "order_id", "deleted", "deleted");
  }

  @Test
  void bringsTheRecordsOfEachParentAndOfThoseThatCameWithTheSecondWave() throws Exception {
    String[] routes = {api(), orders(), lines()};
    run(BOTH, routes).forEach(PullTest::assertComplete);
    assertLines();
    assertThat(rowsOfParents()).as("a full scan has nothing to remember").isZero();

    sandbox.shop().secondWave();
    run(BOTH, routes).forEach(PullTest::assertComplete);
    assertLines();
    assertLedgersBalance();
    assertThat(checkpoint("lines").scan()).isEmpty();
    assertThat(checkpoint("lines").lastSuccess()).isPresent();
  }

  private long rowsOfParents() {
    return count("caravan_parent");
  }

  private void assertLines() {
    TableAssert.assertTable(database.dataSource(), "lines")
        .keyedBy("line_id")
        .holds(sandbox.shop().expectedLines());
  }
}
