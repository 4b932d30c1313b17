package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorPaginationTest {
  private final CursorPagination pagination =
      new CursorPagination("after", new Path("nextCursor", "$.paging.next"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"paging\":{\"next\":\"\"}}",
        "{\"paging\":{\"next\":null}}",
        "{\"paging\":{\"next\":false}}",
        "{\"paging\":{}}",
        "{\"paging\":null}",
        "{}",
        "[]",
        "7"
      })
  void t04_anEmptyNullMissingOrFalseCursorIsTheEnd(String json) {
    assertThat(next(json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"abc\"', abc",
    "'\" \"', ' '",
    "'\"false\"', false",
    "'\"0\"', 0",
    "0, 0",
    "-1, -1",
    "9007199254740993, 9007199254740993",
    "92233720368547758079, 92233720368547758079",
    "1700000000.123456789, 1700000000.123456789"
  })
  void t04_aTextOrANumberIsACursor(String json, String cursor) {
    assertThat(next("{\"paging\":{\"next\":" + json + "}}")).contains(cursor);
  }

  @Test
  void t11_noBodyIsTheEnd() {
    assertThat(pagination.next(null)).isEmpty();
  }

  @Test
  void t03_anEmptyPageWithACursorGoesOn() {
    assertThat(next("{\"data\":[],\"paging\":{\"next\":\"abc\"}}")).contains("abc");
  }

  @Test
  void asksForAPositionByItsParameter() {
    assertThat(pagination.query(Optional.of("a&b"))).isEqualTo(Map.of("after", "a&b"));
  }

  @Test
  void asksForTheFirstPageWithoutIt() {
    assertThat(pagination.query(Optional.empty())).isEmpty();
  }

  private Optional<String> next(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return pagination.next(Answer.read(bytes, "application/json", new Api()));
  }
}
