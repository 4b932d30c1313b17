package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.sandbox.SandboxOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said about a stream of children that cannot work; nothing is asked and nothing written.
 */
@Timeout(60)
class ChildrenMistakesTest extends PullTest {
  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions().withCounts(0, 5, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "path; /lines; path '/lines' has no placeholder,as in /orders/{order_id}/items",
        "path; /orders/{order-id}/lines; has a brace that belongs to no column name",
        "parentAttempts; 0; parentAttempts 0 is out of range; it takes 1 to 10",
        "pieceKey; id; lines: caravan-pull-children,parameter pieceKey: does not exist",
        "deleteMissing; soft; lines: caravan-pull-children,parameter deleteMissing: does not exist",
        "parallel; 0; parallel 0 is out of range; it takes 1 to 20",
        "parallel; 21; parallel 21 is out of range",
        "parentTable; orders x; parentTable 'orders x' is not a table name",
        "parentField; 'a,b'; parentField names [a, b] for the key [order_id]",
        "parentTabel; orders; lines: caravan-pull-children,parameter parentTabel: does not exist,"
            + "did you mean parentTable?"
      })
  void aMistakeInTheRouteStopsTheStart(String parameter, String value, String said) {
    assertThatThrownBy(() -> run(List.of("lines"), api(), ChildrenTest.lines(parameter, value)))
        .satisfies(
            failure -> assertThat(chain(failure)).contains(said.replace("; it", ",it").split(",")));
    assertThat(sandbox.traffic().requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "parentTable; ordres; parentTable ordres does not exist|did you mean orders?|parentStream",
        "parentTable; zebra; parentTable zebra does not exist|there are orders.",
        "path; /orders/{ordr_id}/lines; path names the column ordr_id|did you mean order_id?",
        "parentKey; id; parentKey names the column id|orders|it has order_id, total",
        "parentKey; total; column total of parentTable|DOUBLE PRECISION|whole numbers, decimals,"
            + " text",
        "parentVersion; changed; parentVersion names the column changed"
      })
  void aMistakeThatOnlyTheDatabaseShowsFailsTheRun(String parameter, String value, String said)
      throws Exception {
    sql.execute("create table orders (order_id varchar(20) primary key, total double precision)");
    String route = ChildrenTest.lines("parentStream", "", parameter, value);
    String error = assertFailed(run(List.of("lines"), api(), route).get(0));
    assertThat(error).contains(said.split("\\|"));
    assertThat(sandbox.traffic().requests()).isEmpty();
  }

  @Test
  void aParentStreamThatIsNoRouteFailsTheRun() throws Exception {
    String route = ChildrenTest.lines("parentStream", "ordres");
    try (var context = context(true, api(), route).start()) {
      var outcome =
          context
              .bean("caravanSchedule", dev.caravan.run.Schedule.class)
              .await("lines", java.time.Duration.ofSeconds(20))
              .orElseThrow();
      assertThat(outcome.error().orElseThrow())
          .contains("parentStream ordres is no route of this process", "that loads orders");
    }
    assertThat(sandbox.traffic().requests()).isEmpty();
  }

  private static String chain(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable link = failure; link != null; link = link.getCause()) {
      text.append(link.getMessage()).append('\n');
    }
    return text.toString();
  }
}
