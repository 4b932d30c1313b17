package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.TestDatabases;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A key that identifies no records, on each database. 120 items on pages of ten. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(40)
class KeyTrapsTest extends PullTest {
  @Parameter boolean postgres;

  @BeforeEach
  @Override
  void open() {
    if (postgres) {
      databaseUrl = TestDatabases.migratedPostgresUrl();
      databaseUser = "postgres";
      databasePassword = "postgres";
    }
    super.open();
  }

  @Override
  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(120, 40, 40);
  }

  @Test
  void aKeyUnderWhichMostRecordsComeTwiceFailsTheFirstScanAndEachOneAfterIt() throws Exception {
    String route = pull("items") + upsert("items", "status");

    String error = assertFailed(run(api(), route));

    assertThat(error).contains("have the key of another one", "status ", "repeatedKeys: true");
    assertThat(checkpoint("items").scan()).isEmpty();
    assertFailed(run(api(), route));
    assertThat(checkpoint("items").lastSuccess()).isEmpty();
  }

  @Test
  void aKeyThatNoPageHasTwiceFailsAllTheSame() throws Exception {
    try (LoopbackServer ranks = LoopbackServer.start(KeyTrapsTest::ranks)) {
      String[] pages = {"path", "/ranks", "pagination", "page", "lastPage", "$.last"};
      String route = pull("items", pages) + upsert("items", "rank");

      assertThat(assertFailed(run(api("baseUrl", ranks.url()), route)))
          .contains("for example rank ");
      assertThat(checkpoint("items").scan()).isEmpty();
    }
  }

  @Test
  void someRecordsOfOneKeyAreANoteWithAnExample() throws Exception {
    sandbox.faults().on("items").page(2).duplicates(7);

    assertComplete(run(api(), items()));

    assertThat(notes()).contains("7 of 127 records", "for example id ", "in table items");
    assertItemsComplete();

    assertComplete(run(api(), items()));
    assertThat(notes()).isNull();
  }

  @Test
  void recordsOfOneKeyByDesignAreNothingToSpeakOf() throws Exception {
    assertComplete(run(api(), pull("items") + upsert("items", "status", "repeatedKeys", "true")));
    assertThat(notes()).isNull();
    assertThat(count("items")).isLessThan(10);
  }

  @Test
  void whatComesAgainAsItWasIsNoSign() throws Exception {
    String[] overlap = {
      "path", "/offset/items?limit=10", "records", "$.records", "pagination", "offset",
      "total", "$.total", "pageSize", "10", "overlap", "6"
    };
    assertComplete(run(api(), items(overlap)));
    assertThat((Long) lastRun("items").get("unchanged")).isGreaterThan(100L);
    assertThat(notes()).isNull();
    assertItemsComplete();
  }

  @Test
  void whatComesAgainInOneScanIsToldApartFromWhatIsUnchangedSinceTheLast() throws Exception {
    String[] overlap = {
      "path", "/offset/items?limit=40", "records", "$.records", "pagination", "offset",
      "total", "$.total", "pageSize", "40", "overlap", "10"
    };
    assertComplete(run(api(), items(overlap)));
    long again = (Long) lastRun("items").get("fetched") - 120;
    assertThat(again).isGreaterThan(20);
    assertThat(lastRun("items"))
        .containsEntry("inserted", 120L)
        .containsEntry("unchanged", again)
        .containsEntry("repeated", again);

    assertComplete(run(api(), items(overlap)));
    assertThat(lastRun("items"))
        .containsEntry("unchanged", 120 + again)
        .containsEntry("repeated", again);
  }

  /** Ten records on each of twelve pages, numbered within their page. */
  private static LoopbackServer.Reply ranks(LoopbackServer.Sent sent) {
    String page = sent.uri().getQuery().replaceAll("\\D", "");
    String rows =
        IntStream.rangeClosed(1, 10)
            .mapToObj(
                rank ->
                    "{\"rank\": %d, \"name\": \"%s.%d\", \"updated_at\": \"2025-01-01T00:00:00Z\"}"
                        .formatted(rank, page, rank))
            .collect(Collectors.joining(", "));
    return LoopbackServer.Reply.json("{\"data\": [" + rows + "], \"last\": 12}");
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }
}
