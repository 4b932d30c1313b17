package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyMatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.errors | {\"errors\":[{\"message\":\"no\"}]}",
        "$.error | {\"error\":\"no\"}",
        "$.error | {\"error\":{\"code\":1}}",
        "$.code | {\"code\":7}",
        "$.error.code=rate_limited | {\"error\":{\"code\":\"rate_limited\"}}",
        "$.code=88 | {\"code\":88}",
        "$.errors[*].type=LIMIT | {\"errors\":[{\"type\":\"OTHER\"},{\"type\":\"LIMIT\"}]}",
        "$.errors[?(@.type=='LIMIT')] | {\"errors\":[{\"type\":\"LIMIT\"}]}",
        "$.codes=88 | {\"codes\":[1,88]}"
      })
  void findsWhatIsThere(String text, String body) {
    assertThat(BodyMatch.parse("limitBody", text).isIn(bytes(body))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.errors | {\"errors\":[]}",
        "$.errors | {\"errors\":{}}",
        "$.errors | {\"errors\":null}",
        "$.error | {\"error\":\"\"}",
        "$.error | {\"error\":false}",
        "$.code | {\"code\":0}",
        "$.error | {}",
        "$.error | []",
        "$.error | null",
        "$.error | {\"error\":",
        "$.error | ''",
        "$.error.code=rate_limited | {\"error\":{\"code\":\"other\"}}",
        "$.error.code=rate_limited | {\"error\":\"rate_limited\"}",
        "$.errors[*].type=LIMIT | {\"errors\":[]}",
        "$.errors[?(@.type=='LIMIT')] | {\"errors\":[{\"type\":\"OTHER\"}]}"
      })
  void findsNothingWhereNothingIs(String text, String body) {
    assertThat(BodyMatch.parse("limitBody", text).isIn(bytes(body))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "$.[", "$[?(", "=x"})
  void namesWhatIsNoPath(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BodyMatch.parse("errorBody", text))
        .withMessageContaining("errorBody '" + text + "'")
        .withMessageContaining("$.error.code=rate_limited");
  }

  @Test
  void namesStatusesAndHeadersThatAreNone() {
    LimitParameters limits = new LimitParameters();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.status("403,teapot"))
        .withMessageContaining("limitStatus '403,teapot'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits.header("X Left=0"))
        .withMessageContaining("limitHeader 'X Left=0'");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
