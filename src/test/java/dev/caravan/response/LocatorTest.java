package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.pull.paging.Answers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocatorTest {
  @Test
  void findsAHeaderInAnyLetterCase() {
    assertThat(Locator.parse("total", "header:X-Total").text(Answers.header("x-TOTAL", "7")))
        .contains("7");
    assertThat(Locator.parse("total", "header:X-Total").text(Answers.header("Other", "7")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "'\"7\"', 7", "'\" 7 \"', 7", "0, 0", "-1, -1"})
  void readsNumbersAlsoFromText(String json, long number) {
    assertThat(place().number(Answers.json("{\"x\": " + json + "}"))).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"many\"", "true", "1.5", "99999999999999999999", "1e3"})
  void whatIsNoWholeNumberIsUntold(String json) {
    assertThat(place().number(Answers.json("{\"x\": " + json + "}"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "'\"TRUE\"', true",
    "1, true",
    "'\"yes\"', true",
    "false, false",
    "'\"False\"', false",
    "0, false",
    "'\"no\"', false"
  })
  void readsYesAndNoAlsoFromTextAndNumbers(String json, boolean flag) {
    assertThat(place().flag(Answers.json("{\"x\": " + json + "}"))).contains(flag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"maybe\"", "2"})
  void whatIsNeitherIsUntold(String json) {
    assertThat(place().flag(Answers.json("{\"x\": " + json + "}"))).isEmpty();
    assertThat(contrary("not $.x").flag(Answers.json("{\"x\": " + json + "}"))).isEmpty();
  }

  @Test
  void aPlaceThatSaysTheContraryIsTurnedRound() {
    assertThat(contrary("not $.x").flag(Answers.json("{\"x\": true}"))).contains(false);
    assertThat(contrary("not $.x").flag(Answers.json("{\"x\": false}"))).contains(true);
    assertThat(contrary("not header:X-Last").flag(Answers.header("X-Last", "no"))).contains(true);
    assertThat(contrary("$.not").flag(Answers.json("{\"not\": true}"))).contains(true);
  }

  @Test
  void whatIsTurnedRoundIsAPlace() {
    assertThatIllegalArgumentException().isThrownBy(() -> contrary("not header:"));
  }

  private static Locator contrary(String text) {
    return Locator.parseFlag("hasMore", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "[1]"})
  void aListOrAnObjectIsNamedAsNoSingleValue(String json) {
    assertThatThrownBy(() -> place().next(Answers.json("{\"x\": " + json + "}")))
        .isInstanceOf(PagingException.class)
        .hasMessageContaining("$['x']")
        .hasMessageContaining("single value");
  }

  @Test
  void aPlaceInNoBodyIsNothing() {
    assertThat(place().find(Answers.header("X", "1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$[", "header:", "header: ", "header:X Total"})
  void whatIsNoPlaceIsRefusedWithItsParameter(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Locator.parse("total", text))
        .withMessageContaining("total '" + text + "'");
  }

  private static Locator place() {
    return Locator.parse("total", "$.x");
  }
}
