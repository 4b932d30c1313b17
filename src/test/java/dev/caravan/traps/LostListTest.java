package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list that is found and holds nothing, though it should. */
@Timeout(60)
class LostListTest extends PullTest {
  private static final String[] DELETING = {"deleteMissing", "hard", "maxDeletes", "100%"};

  @Test
  void aListThatHadRecordsAndIsEmptyNowIsSaidAndDeletesNothing() throws Exception {
    assertComplete(run(api(), items(DELETING)));
    sandbox
        .faults()
        .on("items")
        .respond(200)
        .body("application/json", "{\"data\": [], \"next_cursor\": null}");

    assertComplete(run(api(), items(DELETING)));
    assertThat(lastRun("items").get("notes").toString())
        .contains("no record came", "$['data']", "ignoreSigns: records", "nothing was deleted");
    assertThat(count("items")).isEqualTo(40);

    String[] sure = {"deleteMissing", "hard", "maxDeletes", "100%", "ignoreSigns", "records"};
    assertComplete(run(api(), items(sure)));
    assertThat(count("items")).as("who says that it is meant so is believed").isZero();
  }

  @ParameterizedTest
  @CsvSource({"application/x-ndjson, jsonl", "text/csv, csv"})
  void aFileWithoutABytesIsNoListUntilAParameterSaysSo(String type, String format)
      throws Exception {
    sandbox.faults().on("items").respond(200).body(type, "");
    String[] file = {"format", format, "records", "$", "pagination", "none"};

    assertThat(assertFailed(run(api("maxRetries", "0"), items(file))))
        .contains("no content", "emptyAnswer: page");

    String[] declared = {
      "format", format, "records", "$", "pagination", "none", "emptyAnswer", "page"
    };
    assertComplete(run(api(), items(declared)));
    assertThat(lastRun("items")).containsEntry("fetched", 0L);
  }

  @Test
  void aHeadOfCsvWithoutRowsIsAListWithoutRecords() throws Exception {
    sandbox.faults().on("items").respond(200).body("text/csv", "id,name\n");

    assertComplete(run(api(), items("records", "$", "pagination", "page")));
    assertThat(lastRun("items")).containsEntry("fetched", 0L).containsEntry("pages", 1L);
  }
}
