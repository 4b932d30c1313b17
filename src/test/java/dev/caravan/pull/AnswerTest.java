package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.BadAnswerException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
  private final Api api = new Api();

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of("1", 1),
        Arguments.of("-0", 0),
        Arguments.of("9007199254740993", 9_007_199_254_740_993L),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of("9223372036854775813", new BigInteger("9223372036854775813")),
        Arguments.of("1.0", new BigDecimal("1.0")),
        Arguments.of("-0.0", new BigDecimal("0.0")),
        Arguments.of("0.1", new BigDecimal("0.1")),
        Arguments.of("1e400", new BigDecimal("1e400")),
        Arguments.of("1e-400", new BigDecimal("1e-400")),
        Arguments.of(
            "1234567890.12345678901234567890", new BigDecimal("1234567890.12345678901234567890")),
        Arguments.of("9".repeat(5_000), new BigInteger("9".repeat(5_000))));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void t43_numbersAreExact(String json, Object value) {
    assertThat(read("{\"n\":" + json + "}")).isEqualTo(Map.of("n", value));
  }

  @Test
  void readsObjectsListsAndScalars() {
    assertThat(read("{\"a\":[true,null,\"x\",{}]}"))
        .isEqualTo(Map.of("a", Arrays.asList(true, null, "x", Map.of())));
    assertThat(read("[1]")).isEqualTo(List.of(1));
    assertThat(read("7")).isEqualTo(7);
  }

  @Test
  void keepsFieldsInTheirOrder() {
    assertThat(((Map<?, ?>) read("{\"b\":1,\"a\":2,\"c\":3}")).keySet().toString())
        .isEqualTo("[b, a, c]");
  }

  @Test
  void aTextMayBeLargerThanTheParsersUsualLimit() {
    String large = "x".repeat(25_000_000);
    assertThat(read("\"" + large + "\"")).isEqualTo(large);
  }

  @Test
  void t11_anEmptyBodyIsNothing() {
    assertThat(Answer.read(new byte[0], "application/json", api)).isNull();
    assertThat(Answer.read(new byte[0], "", api)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/html; charset=utf-8", "TEXT/HTML", "application/xhtml"})
  void t12_htmlIsABadAnswerEvenWithStatus200(String type) {
    byte[] body = "<html>\n  <h1>Please log in</h1></html>".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Answer.read(body, type, api))
        .isInstanceOf(BadAnswerException.class)
        .hasMessageContaining(type)
        .hasMessageContaining("<html> <h1>Please log in</h1></html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[{\"id\":1},{\"id\":2",
        "[1,2",
        "\"abc",
        "{\"a\":",
        "tru",
        "  ",
        "nothing here",
        "<html>no content type</html>",
        "{'a':1}",
        "[NaN]",
        "[01]",
        "[1,]"
      })
  void t12_aBodyThatIsNotOneWholeJsonValueIsABadAnswer(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(BadAnswerException.class)
        .hasMessageContaining("not valid JSON")
        .hasMessageEndingWith(": " + body.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1] x", "{}{}", "[1]]", "1 2", "{},"})
  void t12_whateverFollowsTheValueMakesABadAnswer(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(BadAnswerException.class);
  }

  @Test
  void bytesOutsideUtf8AreABadAnswerRatherThanWrongText() {
    byte[] latin1 = "{\"name\":\"Müller\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Answer.read(latin1, "application/json", api))
        .isInstanceOf(BadAnswerException.class);
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(read("\uFEFF{\"a\":1}")).isEqualTo(Map.of("a", 1));
  }

  @Test
  void nestingWithoutEndIsABadAnswerAndNoStackOverflow() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(BadAnswerException.class);
  }

  @Test
  void t12_theErrorShowsTheFirstFiveHundredCharacters() {
    String body = "{\"a\":\"" + "é".repeat(1_000);
    assertThatThrownBy(() -> read(body)).hasMessageEndingWith(": " + body.substring(0, 500) + "…");
  }

  @Test
  void aTokenThatTheBodyEchoesIsMasked() {
    api.setBearerToken("t0ken");
    assertThatThrownBy(() -> read("t0ken is wrong")).hasMessageNotContaining("t0ken");
    assertThatThrownBy(() -> read("[" + "1".repeat(497) + "t0ken")).hasMessageNotContaining("t0k");
  }

  private Object read(String json) {
    return Answer.read(json.getBytes(StandardCharsets.UTF_8), "application/json", api);
  }
}
