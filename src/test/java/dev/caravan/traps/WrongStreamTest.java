package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.cli.CaravanCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Streams whose mistake only the API's response shows: the run fails before anything is written,
 * the command line says why and exits with 1.
 */
@Timeout(60)
class WrongStreamTest extends PullTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "watermark; changed_at; $['changed_at'],set watermark",
        "watermark; price; $['price'],set watermarkFormat",
        "watermark; name; $['name'],set watermarkFormat",
        "records; $.dtaa; $['dtaa'],matches nothing,set records",
        "records; $.dtaa[*]; $['dtaa'][*],set records",
        "records; $.data[0]; $['data'][0],names one element,set records to the list",
        "nextCursor; $.data; $['data'],single value"
      })
  void aMistakeThatTheFirstPageShowsStopsTheRunBeforeAnythingIsWritten(
      String parameter, String value, String said) throws Exception {
    List<String> errors = runOnce(1, items(parameter, value));

    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).contains("stream items").contains(said.split(","));
    assertNothingWritten();
    assertThat(lastRun("items")).containsEntry("state", "failed").containsEntry("pages", 0L);
    assertThat(pagesRequested()).containsExactly(1);
  }

  @Test
  void aPaginationThatDoesNotExistAsksNothing() throws Exception {
    runOnce(2, items("pagination", "pages"));

    assertNothingWritten();
    assertThat(sandbox.traffic().requests()).isEmpty();
  }

  private void assertNothingWritten() {
    List<String> tables =
        sql.queryForList(
            "select name from sqlite_master where type = 'table' and name = 'items'", String.class);
    assertThat(tables.stream().filter(table -> count(table) > 0)).isEmpty();
    assertThat(sql.queryForList("select * from caravan_checkpoint where version > 1")).isEmpty();
  }

  /** Runs the stream from the command line; what it logged as errors. */
  private List<String> runOnce(int code, String route) throws IOException {
    Path routes = Files.createDirectory(directory.resolve("routes"));
    Files.writeString(routes.resolve("shop.camel.yaml"), api() + route);
    Path none = Files.writeString(directory.resolve("none.properties"), "");
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      assertThat(
              CaravanCommand.execute(
                  "run",
                  "--once",
                  "--routes",
                  routes.toString(),
                  "--properties",
                  none.toString(),
                  "-D",
                  "caravan.datasource.url=" + databaseUrl))
          .isEqualTo(code);
    } finally {
      root.detachAppender(log);
    }
    return log.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
