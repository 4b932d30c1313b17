package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a watermark may pass for ever is said, or read all the same. */
@Timeout(30)
class PassedForEverTest extends PullTest {
  private static final String DAY = "2025-04-12T09:00:%02dZ";

  private final LoopbackServer server = LoopbackServer.start(sent -> answer(sent.uri().toString()));
  private volatile List<String> rows = List.of();

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void recordsThatHaveNoMarkAreSaidByTheScanThatAsksForAll() throws Exception {
    rows = List.of(row(1, time(1)), row(2, "null"));
    assertComplete(visit("watermarkParam", "since"));
    assertThat(notes()).contains("some records have no $['updated_at']", "by since");

    assertComplete(visit("watermarkParam", "since"));
    assertThat(notes()).as("the filter sends them all the same").isNull();
  }

  @Test
  void recordsThatAllHaveAMarkAreNothingToSpeakOf() throws Exception {
    rows = List.of(row(1, time(1)), row(2, time(2)));
    assertComplete(visit("watermarkParam", "since"));
    assertThat(notes()).isNull();
  }

  @Test
  void aListThatIsNotNewestFirstIsReadToItsEndFromThenOn() throws Exception {
    // By creation: the second page has a record that was changed later than all of the first.
    rows =
        List.of(
            row(6, time(6)), row(5, time(5)), row(4, time(9)), row(3, time(3)), row(2, time(2)));
    assertComplete(visit("newestFirst", "true"));
    assertThat(notes()).contains("a record of 2025-04-12T09:00:09Z", "newestFirst");

    rows =
        List.of(
            row(6, time(6)), row(5, time(5)), row(4, time(9)), row(3, time(3)), row(2, time(8)));
    assertComplete(visit("newestFirst", "true"));

    assertThat(sql.queryForObject("select updated_at from items where id = 2", String.class))
        .isEqualTo("2025-04-12T09:00:08.000000Z");
    assertThat(notes()).as("said once").isNull();
  }

  @Test
  void aListThatIsNewestFirstEndsAtTheFirstOldPage() throws Exception {
    rows = List.of(row(4, time(4)), row(3, time(3)), row(2, time(2)), row(1, time(1)));
    assertComplete(visit("newestFirst", "true"));
    rows = Stream.concat(Stream.of(row(6, time(6)), row(5, time(5))), rows.stream()).toList();
    assertComplete(visit("newestFirst", "true"));
    server.requests().clear();
    assertComplete(visit("newestFirst", "true"));
    assertThat(server.requests()).hasSize(2);
    assertThat(notes()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "path, RAW(/items?limit=2&status=any)",
    "records, '$.data[?(@.id > 0)]'",
    "watermark, changed_at"
  })
  void aStreamThatAsksForMoreThanWhenItReachedItsWatermarkSaysSoOnce(String name, String value)
      throws Exception {
    rows = List.of(row(1, time(2)), row(2, time(2)));
    assertComplete(visit("watermarkParam", "since"));

    assertComplete(visit("watermarkParam", "since", name, value));
    assertThat(notes()).contains("changed since its watermark 2025-04-12T09:00:02Z", "reset items");

    assertComplete(visit("watermarkParam", "since", name, value));
    assertThat(notes()).isNull();
  }

  @Test
  void anotherPageSizeOrLookbackAsksForTheSame() throws Exception {
    rows = List.of(row(1, time(1)), row(2, time(2)));
    assertComplete(visit("watermarkParam", "since"));
    assertComplete(visit("watermarkParam", "since", "path", "/items?limit=3", "lookback", "1m"));
    assertThat(notes()).isNull();
  }

  private RunOutcome visit(String... parameters) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("path", "/items?limit=2", "pagination", "cursor", "watermark", "updated_at"));
    all.addAll(List.of(parameters));
    return run(api("baseUrl", server.url(), "maxRetries", "0"), items(all.toArray(String[]::new)));
  }

  private Reply answer(String uri) {
    int size = Integer.parseInt(uri.replaceFirst(".*limit=(\\d+).*", "$1"));
    int from =
        uri.contains("cursor=") ? Integer.parseInt(uri.replaceFirst(".*cursor=(\\d+).*", "$1")) : 0;
    int end = Math.min(from + size, rows.size());
    return Reply.json(
        "{\"data\": %s, \"next_cursor\": %s}"
            .formatted(rows.subList(from, end), end < rows.size() ? String.valueOf(end) : "null"));
  }

  private static String time(int second) {
    return '"' + DAY.formatted(second) + '"';
  }

  private static String row(int id, String mark) {
    return "{\"id\": %d, \"updated_at\": %s, \"changed_at\": %s}".formatted(id, mark, mark);
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }
}
