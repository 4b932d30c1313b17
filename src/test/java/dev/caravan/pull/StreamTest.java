package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.api.Api;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
    assertThat(stream.pagination()).isEqualTo(new NoPagination());
    assertThat(stream.maxPages()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void noPaginationIsOnePage() {
    assertThat(stream.pagination().next(Map.of("next_cursor", "abc"))).isEmpty();
    assertThat(stream.pagination().query(Optional.of("abc"))).isEmpty();
  }

  @Test
  void takesTheCursorsNames() {
    stream.setPagination("cursor");
    stream.setCursorParam("after");
    stream.setNextCursor("$.paging.next");
    assertThat(stream.pagination().query(Optional.of("abc"))).containsEntry("after", "abc");
    assertThat(stream.pagination().next(Map.of("next_cursor", "abc"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Cursor", "link", "cursor "})
  void namesAPaginationThatDoesNotExist(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setPagination(text))
        .withMessageContaining("pagination '" + text + "'")
        .withMessageContaining("none, cursor");
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
    assertThat(stream.every()).isEqualTo(every);
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
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.setNextCursor("$["))
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
      assertThat(Stream.of(exchange)).isSameAs(stream);
    }
  }
}
