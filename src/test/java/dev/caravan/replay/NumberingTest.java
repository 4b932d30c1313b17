package dev.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.response.JsonPathTo;
import dev.caravan.state.Checkpoint;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberingTest {
  private final Numbering auto = new Numbering(new JsonPathTo("sequence", "$.n"), Optional.empty());
  private final Numbering dense =
      new Numbering(new JsonPathTo("sequence", "$.n"), Optional.of(true));

  @ParameterizedTest
  @CsvSource({
    "12, 12",
    "0012, 12",
    "12-g1AAAA, 12",
    "1744450380.000100, 1744450380.0001",
    "12345678-1234-4abc-8def-123456789012, ",
    "g1AAAA, ",
    "'', "
  })
  void aNumberMayStandBeforeADashButIsNoPartOfAUuid(String text, BigDecimal number) {
    Optional<BigDecimal> found = Numbering.of(text);
    assertThat(found.isPresent()).isEqualTo(number != null);
    assertThat(found.filter(value -> value.compareTo(number) != 0)).isEmpty();
  }

  @Test
  void aPageMayBeginWithWhatCameBefore() {
    Numbering.Seen seen = dense.see(known(7, 7), changes("6", "7", "8"));
    assertThat(seen.back()).isEmpty();
    assertThat(seen.gap()).isEmpty();
    assertThat(seen.numbers()).isEqualTo(known(8, 8));
  }

  @Test
  void aPageThatIsOutOfOrderOrWholeOlderGoesBack() {
    assertThat(dense.see(known(3, 3), changes("5", "4")).back())
        .contains("change 4 comes after change 5");
    assertThat(dense.see(known(9, 9), changes("5", "6")).back())
        .contains("change 6 comes after change 9");
  }

  @Test
  void aGapIsWorthAWordAfterManyNumbersInARowOrWhereItIsDeclared() {
    assertThat(auto.see(known(99, 99), changes("101")).gap()).isEmpty();
    assertThat(auto.see(known(100, 100), changes("102")).gap())
        .hasValueSatisfying(text -> assertThat(text).startsWith("changes 101 to 101 never came"));
    assertThat(auto.see(known(100, 100), changes("102")).numbers()).isEqualTo(known(102, 1));
    assertThat(dense.see(known(3, 3), changes("5")).gap()).isPresent();
  }

  @Test
  void numbersThatAreAPartOfSomethingElseAreNotTakenForDense() {
    assertThat(auto.see(known(200, 200), changes("202-g1AAAA")).gap()).isEmpty();
  }

  private static Optional<Checkpoint.Numbers> known(long newest, long inARow) {
    return Optional.of(new Checkpoint.Numbers(BigDecimal.valueOf(newest), inARow));
  }

  private static List<?> changes(String... numbers) {
    return Arrays.stream(numbers).map(number -> Map.of("n", number)).toList();
  }
}
