package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseBodyTest {
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
  void numbersAreExact(String json, Object value) {
    assertThat(read("{\"n\":" + json + "}")).isEqualTo(Map.of("n", value));
  }

  @Test
  void readsObjectsListsAndScalars() {
    assertThat(read("{\"a\":[true,null,\"x\",{}]}"))
        .isEqualTo(Map.of("a", Arrays.asList(true, null, "x", Map.of())));
    assertThat(read("[1]")).isEqualTo(List.of(1));
    assertThat(read("7")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[{\"id\":1}],\"total\":2,\"data\":[{\"id\":2}]}",
        "{\"next\":\"a\",\"next\":null,\"data\":[]}",
        "{\"data\":null,\"data\":[1]}"
      })
  void anObjectThatNamesSomethingTwiceIsABadAnswerSinceOneOfThemWouldBeLost(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("' twice");
    assertThat(read("{\"data\":[{\"id\":1,\"id\":2}]}"))
        .as("within a record the last one counts")
        .isEqualTo(Map.of("data", List.of(Map.of("id", 2))));
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
  void anEmptyBodyIsNothing() {
    assertThat(ResponseBody.read(new byte[0], "application/json", BodyFormat.AUTO, api)).isNull();
    assertThat(ResponseBody.read(new byte[0], "", BodyFormat.AUTO, api)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/html; charset=utf-8", "TEXT/HTML", "application/xhtml"})
  void htmlIsABadAnswerEvenWithStatus200(String type) {
    byte[] body = "<html>\n  <h1>Please log in</h1></html>".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ResponseBody.read(body, type, BodyFormat.AUTO, api))
        .isInstanceOf(BadResponseException.class)
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
  void aBodyThatIsNotOneWholeJsonValueIsABadAnswer(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("not valid JSON")
        .hasMessageEndingWith(": " + body.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1] x", "{}{}", "[1]]", "1 2", "{},"})
  void whateverFollowsTheValueMakesABadAnswer(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(BadResponseException.class);
  }

  @Test
  void bytesOutsideUtf8AreABadAnswerRatherThanWrongText() {
    byte[] latin1 = "{\"name\":\"Müller\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ResponseBody.read(latin1, "application/json", BodyFormat.AUTO, api))
        .isInstanceOf(BadResponseException.class);
  }

  @Test
  void aByteOrderMarkIsSkipped() {
    assertThat(read("\uFEFF{\"a\":1}")).isEqualTo(Map.of("a", 1));
  }

  @Test
  void nestingWithoutEndIsABadAnswerAndNoStackOverflow() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(BadResponseException.class);
  }

  @Test
  void theErrorShowsTheFirstFiveHundredCharacters() {
    String body = "{\"a\":\"" + "é".repeat(1_000);
    assertThatThrownBy(() -> read(body)).hasMessageEndingWith(": " + body.substring(0, 500) + "…");
  }

  @Test
  void aTokenThatTheBodyEchoesIsMasked() {
    api.setBearerToken("t0ken");
    assertThatThrownBy(() -> read("t0ken is wrong")).hasMessageNotContaining("t0ken");
    assertThatThrownBy(() -> read("[" + "1".repeat(497) + "t0ken")).hasMessageNotContaining("t0k");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-ndjson, JSONL",
    "application/ndjson; charset=utf-8, JSONL",
    "application/jsonl, JSONL",
    "application/json-lines, JSONL",
    "text/csv; header=present, CSV",
    "TEXT/CSV, CSV",
    "application/json, JSON",
    "application/vnd.api+json, JSON",
    "text/plain, JSON",
    "'', JSON"
  })
  void theContentTypeSaysTheFormat(String type, BodyFormat format) {
    assertThat(BodyFormat.AUTO.of(type)).isEqualTo(format);
    assertThat(BodyFormat.CSV.of(type)).as("declared").isEqualTo(BodyFormat.CSV);
  }

  @Test
  void jsonLinesAreOneRecordEach() {
    assertThat(
            as(
                BodyFormat.JSONL,
                "{\"id\":1,\"n\":1.10}\n{\"id\":2,\"t\":\"a\\nb\"}\r\n\n{\"id\":3}"))
        .isEqualTo(
            List.of(
                Map.of("id", 1, "n", new BigDecimal("1.10")),
                Map.of("id", 2, "t", "a\nb"),
                Map.of("id", 3)));
    assertThat(as(BodyFormat.JSONL, "\n")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"code\":\"timeout\"}}",
        "{\"errors\":[\"x\"],\"status\":500}",
        "{\"Error\":true}"
      })
  void linesThatEndWithAnErrorAreNotWhole(String last) {
    assertThatThrownBy(() -> as(BodyFormat.JSONL, "{\"id\":1}\n{\"id\":2}\n" + last + "\n"))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("last line tells of an error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":3,\"error\":\"late\"}",
        "{\"error\":null}",
        "{\"errors\":[]}",
        "{\"error\":{}}",
        "{\"kind\":\"end\"}"
      })
  void aLastLineThatIsARecordOrTellsOfNoErrorIsOneMore(String last) {
    assertThat((List<?>) as(BodyFormat.JSONL, "{\"id\":1}\n{\"id\":2}\n" + last)).hasSize(3);
  }

  @Test
  void numbersInJsonLinesAreExact() {
    assertThat(as(BodyFormat.JSONL, "{\"n\":1e400}\n{\"n\":9223372036854775813}"))
        .isEqualTo(
            List.of(
                Map.of("n", new BigDecimal("1e400")),
                Map.of("n", new BigInteger("9223372036854775813"))));
  }

  @Test
  void aLineMayBeAnyValue() {
    assertThat(as(BodyFormat.JSONL, "[1]\n[2]\n7\nnull\n"))
        .isEqualTo(Arrays.asList(List.of(1), List.of(2), 7, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"id\":1}\n{\"id\":", "{\"id\":1}\nEND", "{\"id\":1}\n{\"id\":2"})
  void jsonLinesThatAreCutOffAreABadAnswer(String body) {
    assertThatThrownBy(() -> as(BodyFormat.JSONL, body))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("not valid JSONL");
  }

  @Test
  void csvHasQuotesCommasAndNewLinesInItsValues() {
    assertThat(
            as(
                BodyFormat.CSV,
                "id,name,note\r\n1,\"Smith, \"\"Jo\"\"\",\"line 1\r\nline 2\"\r\n007, x ,é\r\n"))
        .isEqualTo(
            List.of(
                Map.of("id", "1", "name", "Smith, \"Jo\"", "note", "line 1\r\nline 2"),
                Map.of("id", "007", "name", " x ", "note", "é")));
  }

  @Test
  void csvEndsWithOrWithoutANewLineAndSkipsEmptyLines() {
    List<Map<String, String>> rows = List.of(Map.of("id", "1"), Map.of("id", "2"));
    assertThat(as(BodyFormat.CSV, "id\n1\n2")).isEqualTo(rows);
    assertThat(as(BodyFormat.CSV, "id\n1\n\n2\n\n")).isEqualTo(rows);
    assertThat(as(BodyFormat.CSV, "id,name\r\n")).isEqualTo(List.of());
  }

  @Test
  void anEmptyCsvValueIsNullAndAQuotedOneIsAnEmptyText() {
    Map<String, String> row = new HashMap<>();
    row.put("id", "1");
    row.put("name", null);
    row.put("note", "");
    assertThat(as(BodyFormat.CSV, "id,name,note\n1,,\"\"\n")).isEqualTo(List.of(row));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,name\n1,a,b\n", "id,name\n1,\"a", "id,name\n1\n"})
  void aCsvRowThatDoesNotFitItsHeaderIsABadAnswer(String body) {
    assertThatThrownBy(() -> as(BodyFormat.CSV, body))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("not valid CSV");
  }

  @Test
  void twoColumnsOfOneNameAreNotTakenForOne() {
    assertThatThrownBy(() -> as(BodyFormat.CSV, "id,name,name\n1,a,b\n"))
        .isInstanceOf(BadResponseException.class)
        .hasMessageContaining("two columns have the name name");
  }

  private Object as(BodyFormat format, String text) {
    return ResponseBody.read(text.getBytes(StandardCharsets.UTF_8), "", format, api);
  }

  private Object read(String json) {
    return ResponseBody.read(
        json.getBytes(StandardCharsets.UTF_8), "application/json", BodyFormat.AUTO, api);
  }
}
