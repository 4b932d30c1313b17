package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.TestKafka;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A page is on the topic and in the database, or in neither. */
@Timeout(40)
@ParameterizedClass
@EnumSource
class KafkaTransactionTest extends KafkaTest {
  private static final String FAIL_ON_PAGE_THREE =
      steps(
          """
          - choice:
              when:
                - simple: "${body[0][id]} == 21"
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: "the sky fell"}
          """);

  enum Kind {
    SQLITE,
    POSTGRES
  }

  @Parameter Kind kind;

  @BeforeEach
  @Override
  void open() {
    if (kind == Kind.POSTGRES) {
      databaseUrl = TestDatabases.migratedPostgresUrl();
      databaseUser = "postgres";
      databasePassword = "postgres";
    }
    super.open();
  }

  @Test
  void afterCompactionTheTopicHoldsExactlyTheLiveRecordsOfTheSource() throws Exception {
    String route = changes() + kafka("key", "order_id", "deleted", "$.deleted");
    assertComplete(run(List.of("orders"), api(), route).get(0));
    assertThat(events()).hasSize(120);
    assertThat(compacted()).isEqualTo(liveOrders());

    for (int wave = 0; wave < 3; wave++) {
      sandbox.shop().secondWave();
      sandbox.shop().delete("orders", sandbox.shop().insert("orders", 1).get(0));
      assertComplete(run(List.of("orders"), api(), route).get(0));
    }

    assertThat(compacted()).isEqualTo(liveOrders());
    assertThat(events()).anyMatch(event -> event.value() == null);
    assertThat(lastRun("orders").get("sent")).isEqualTo(lastRun("orders").get("fetched"));
    assertLedgersBalance();
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenAStepBeforeTheSinkFails() throws Exception {
    assertNothingOfPageThree(FAIL_ON_PAGE_THREE + kafka());
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenAStepAfterTheSinkFails() throws Exception {
    assertNothingOfPageThree(kafka() + FAIL_ON_PAGE_THREE);
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenTheRoutesOwnHandlerTakesTheFailureAsHandled()
      throws Exception {
    String handler =
        """
        - onException:
            exception: [java.lang.Exception]
            handled: {constant: "true"}
        """;
    assertFailed(run(handler, api(), pull("items"), kafka(), FAIL_ON_PAGE_THREE));

    assertThat(keys(topic)).hasSize(20);
  }

  @Test
  void tableAndTopicInOneRouteBalance() throws Exception {
    String other = TestKafka.topic(1);
    sandbox.faults().on("items").page(2).badRecords(BadRecord.NO_KEY);
    assertComplete(
        run(api(), pull("items"), upsert("items", "id"), kafka(), kafka("topic", other)));

    Map<String, Object> run = lastRun("items");
    long fetched = (Long) run.get("fetched");
    assertThat(run)
        .containsEntry("inserted", fetched - 1)
        .containsEntry("sent", 2 * (fetched - 1))
        .containsEntry("quarantined", 3L)
        .containsEntry("added", 2 * fetched);
    assertThat(keys(other)).isEqualTo(keys(topic));
    assertLedgersBalance();
  }

  private void assertNothingOfPageThree(String steps) throws Exception {
    String error = assertFailed(run(api(), pull("items"), steps));

    assertThat(error).contains("the sky fell");
    assertThat(keys(topic)).hasSize(20).contains("20").doesNotContain("21");
    assertThat(lastRun("items")).containsEntry("sent", 20L);

    assertComplete(run(api(), pull("items"), kafka()));
    assertThat(keys(topic)).hasSize(40).doesNotHaveDuplicates();
    assertLedgersBalance();
  }
}
