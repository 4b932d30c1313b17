package dev.caravan.response;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.http.BadResponseException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CharsetsTest {
  private static final String MARK = "\uFEFF";

  static Stream<Arguments> encodings() {
    return Stream.of(
        Arguments.of(UTF_8, "", ""),
        Arguments.of(UTF_8, MARK, ""),
        Arguments.of(UTF_8, "", "; charset=utf-8"),
        Arguments.of(UTF_8, "", ";charset=\"UTF-8\""),
        Arguments.of(UTF_8, MARK, "; charset=utf-8"),
        Arguments.of(UTF_8, MARK, "; charset=iso-8859-1"),
        Arguments.of(UTF_8, "", "; charset=us-ascii"),
        Arguments.of(UTF_8, "", "; charset=nonsense"),
        Arguments.of(UTF_8, "", "; charset=\"\""),
        Arguments.of(Charset.forName("windows-1252"), "", "; charset=windows-1252"),
        Arguments.of(Charset.forName("ISO-8859-15"), "", "; header=present; Charset = ISO-8859-15"),
        Arguments.of(UTF_16, "", "; charset=utf-16"),
        Arguments.of(UTF_16, "", ""),
        Arguments.of(UTF_16LE, MARK, ""),
        Arguments.of(UTF_16LE, "", "; charset=UTF-16LE"),
        Arguments.of(UTF_16LE, MARK, "; charset=UTF-16LE"),
        Arguments.of(UTF_16BE, "", "; charset=UTF-16BE"),
        Arguments.of(UTF_16LE, MARK, "; charset=utf-16"),
        Arguments.of(Charset.forName("UTF-32LE"), MARK, ""),
        Arguments.of(Charset.forName("UTF-32BE"), "", "; charset=utf-32be"));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void jsonIsReadInItsCharset(Charset charset, String mark, String parameter) {
    assertThat(read(mark + "[{\"name\":\"Müller €\"}]", charset, "application/json" + parameter))
        .isEqualTo(List.of(Map.of("name", "Müller €")));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void jsonLinesAreReadInTheirCharset(Charset charset, String mark, String parameter) {
    assertThat(read(mark + "{\"name\":\"Müller €\"}\n", charset, "application/jsonl" + parameter))
        .isEqualTo(List.of(Map.of("name", "Müller €")));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void csvIsReadInItsCharset(Charset charset, String mark, String parameter) {
    assertThat(read(mark + "name\r\nMüller €\r\n", charset, "text/csv" + parameter))
        .isEqualTo(List.of(Map.of("name", "Müller €")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/csv",
        "text/csv; charset=utf-8",
        "text/csv; charset=us-ascii",
        "application/json",
        "application/jsonl; charset=utf-8"
      })
  void bytesThatAreNotOfTheCharsetAreABadAnswerRatherThanWrongText(String type) {
    String text = type.startsWith("text/csv") ? "name\r\nMüller\r\n" : "{\"name\":\"Müller\"}";
    assertThatThrownBy(() -> read(text, ISO_8859_1, type)).isInstanceOf(BadResponseException.class);
  }

  private static Object read(String text, Charset charset, String type) {
    return ResponseBody.read(text.getBytes(charset), type, BodyFormat.AUTO, new Api());
  }
}
