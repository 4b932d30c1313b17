package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetPositionTest {
  @ParameterizedTest
  @CsvSource({
    "9, 10",
    "-2, -1",
    "1.25, 1.3",
    "99999999999999999999, 100000000000000000000",
    "C-1, C-2",
    "C-10, C-9",
    "2025-01-01, 2025-01-02",
    "2025-04-12T09:33:00Z, 2025-04-12T09:33:00.060Z",
    "2025-04-12T11:32:00+02:00, 2025-04-12T09:33:00Z",
    "'', 0"
  })
  void comesBefore(String first, String second) {
    assertThat(position(first)).isLessThan(position(second));
    assertThat(position(second)).isGreaterThan(position(first));
  }

  @ParameterizedTest
  @CsvSource({"7, 7.0", "2025-04-12T11:33:00+02:00, 2025-04-12T09:33:00.000Z"})
  void isTheSamePlace(String one, String other) {
    assertThat(position(one)).isEqualByComparingTo(position(other));
  }

  @ParameterizedTest
  @CsvSource({"9, 10", "a, b"})
  void ofEqualValuesTheTieBreakerDecides(String first, String second) {
    assertThat(new KeysetPosition("1", Optional.of(first)))
        .isLessThan(new KeysetPosition("1", Optional.of(second)))
        .isGreaterThan(position("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "", "a b", "2025-04-12T09:33:00Z", "Zürich 東京"})
  void comesBackFromItsText(String value) {
    KeysetPosition tied = new KeysetPosition(value, Optional.of("x"));
    assertThat(KeysetPosition.parse(tied.toString())).isEqualTo(tied);
    assertThat(KeysetPosition.parse(position(value).toString())).isEqualTo(position(value));
  }

  private static KeysetPosition position(String value) {
    return new KeysetPosition(value, Optional.empty());
  }
}
