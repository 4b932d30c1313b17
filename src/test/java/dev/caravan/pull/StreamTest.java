package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.api.Api;
import dev.caravan.run.Input;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
  private final Stream stream = new Stream();

  @Test
  void hasNoPaginationAndNoLimitUnlessTold() {
    stream.init();
    assertThat(stream.end().isNumbered()).isFalse();
    assertThat(stream.watermark()).isEmpty();
    assertThat(stream.maxPages()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Cursor", "pages", "cursor "})
  void namesAPaginationThatDoesNotExist(String text) {
    stream.getPaging().setKind(text);
    assertThatIllegalArgumentException()
        .isThrownBy(stream::init)
        .withMessageContaining("pagination '" + text + "'")
        .withMessageContaining("none, page, offset, cursor, keyset, link, next-url");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "0", "0s", "-1h", "soon"})
  void namesAnIntervalThatIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setEvery(text))
        .withMessageContaining("every '" + text + "'")
        .withMessageContaining("15m");
  }

  @ParameterizedTest
  @CsvSource({"15m, PT15M", "500, PT0.5S", "1h30m, PT1H30M", "1d, PT24H"})
  void takesAnInterval(String text, Duration every) {
    stream.setEvery(text);
    assertThat(stream.every().next(Instant.EPOCH)).isEqualTo(Instant.EPOCH.plus(every));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "items", "https://other.example.com/items"})
  void namesAPathThatIsNotBelowTheApi(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setPath(text))
        .withMessageContaining("path '" + text + "'")
        .withMessageContaining("slash");
  }

  @Test
  void namesPagesBelowZeroAndTakesZeroAsNoLimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setMaxPages(-1))
        .withMessageContaining("maxPages -1")
        .withMessageContaining("0 means no limit");
    stream.setMaxPages(0);
    assertThat(stream.maxPages()).isEqualTo(Long.MAX_VALUE);
    stream.setMaxPages(5);
    assertThat(stream.maxPages()).isEqualTo(5);
  }

  @Test
  void namesAJsonPathThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setRecords("$["))
        .withMessageContaining("records '$['");
    stream.getPaging().setKind("cursor");
    stream.getPaging().setNextCursor("$[");
    assertThatIllegalArgumentException()
        .isThrownBy(stream::init)
        .withMessageContaining("nextCursor '$['");
  }

  @Test
  void refusesAnApiWithoutAnAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setApi(new Api()))
        .withMessageContaining("baseUrl is missing");
  }

  @Test
  void isOnTheExchangeThatItProcessed() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(context);
      stream.process(exchange);
      assertThat(Input.of(exchange)).isSameAs(stream);
    }
  }
}
