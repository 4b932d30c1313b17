package dev.caravan.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.Identity;
import dev.caravan.quarantine.IdentityFields;
import dev.caravan.quarantine.Reject;
import dev.caravan.response.ExactJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {
  private static final Map<String, Object> RECORD =
      Map.of("id", 4711, "shop", "eu", "a,b", "odd", "deep", Map.of("id", "x"), "live", true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id | 4711",
        "shop | eu",
        "live | true",
        "$.deep.id | x",
        "shop,id | [\"eu\",4711]",
        "id , shop | [4711,\"eu\"]",
        "order-{id} | order-4711",
        "{shop}/{$.deep.id} | eu/x",
        "{a,b}! | odd!"
      })
  void makesTheSameKeyOfTheSameValues(String key, String expected) {
    assertThat(key(key, RECORD)).isEqualTo(expected);
  }

  @Test
  void isTheSameForEverySpellingOfANumber() {
    assertThat(key("id", Map.of("id", 7L)))
        .isEqualTo(key("id", Map.of("id", new BigDecimal("7.00"))))
        .isEqualTo(key("id", Map.of("id", new BigDecimal("0.7e1"))))
        .isEqualTo(key("id", Map.of("id", BigInteger.valueOf(7))))
        .isEqualTo("7");
    assertThat(key("id,id", Map.of("id", new BigDecimal("7.0")))).isEqualTo("[7,7]");
    assertThat(key("id", Map.of("id", new BigDecimal("1E-9")))).isEqualTo("0.000000001");
  }

  @Test
  void partsCannotRunIntoEachOther() {
    assertThat(key("a,b", Map.of("a", "1,2", "b", "3")))
        .isNotEqualTo(key("a,b", Map.of("a", "1", "b", "2,3")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "id,missing", "{missing}"})
  void aRecordWithoutAllPartsHasNone(String key) {
    assertThat(fields(key).read(RECORD)).isInstanceOf(Reject.class);
  }

  @Test
  void leadsBackToTheFields() {
    assertThat(fields("id", "4711")).contains(Map.of("id", 4711));
    assertThat(fields("id", "007")).contains(Map.of("id", "007"));
    assertThat(fields("id", "c-17")).contains(Map.of("id", "c-17"));
    assertThat(fields("id", "12345678901234567890"))
        .contains(Map.of("id", new BigInteger("12345678901234567890")));
    assertThat(fields("shop,id", "[\"eu\",7]")).contains(Map.of("shop", "eu", "id", 7));
    assertThat(fields("order-{id}/{part}", "order-7/b")).contains(Map.of("id", 7, "part", "b"));
    assertThat(fields("order-{id}", "item-7")).isEmpty();
    assertThat(fields("shop,id", "[7]")).isEmpty();
    assertThat(fields("shop,id", "7")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "id,,shop", "order-{", "{id}}", "{}", "$.["})
  void refusesWhatNamesNoField(String key) {
    assertThatThrownBy(() -> RecordKey.parse(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key '");
  }

  private static Optional<Map<String, Object>> fields(String key, String text) {
    return RecordKey.parse(key).fieldsOf(text, RecordKeyTest::json);
  }

  private static Optional<Object> json(String text) {
    try {
      return Optional.ofNullable(ExactJson.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String key(String key, Map<String, Object> record) {
    return RecordKey.parse(key).of(((Identity) fields(key).read(record)).key());
  }

  private static IdentityFields fields(String key) {
    return new IdentityFields(RecordKey.parse(key).fields(), Optional.empty(), Optional.empty());
  }
}
