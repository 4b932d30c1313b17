package dev.caravan.upsert.reshape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.upsert.OnEachDatabase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReshapeTest {
  private static MaskKey key(String secret) {
    MaskKey key = new MaskKey();
    key.setSecret("secret " + secret);
    return key;
  }

  private static Reshape shape(String fields, String exclude, String rename, String mask) {
    return Reshape.of(list(fields), list(exclude), rename, mask, key("0123456789abcdef"));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(","));
  }

  private static Object shaped(Reshape shape, String record) {
    return shape.shape(OnEachDatabase.json("[" + record + "]").get(0)).record();
  }

  @Test
  void fieldsAreTakenLeftOutAndNamedAnew() {
    assertThat(shaped(shape("a,b", "", "b:c", ""), "{\"a\": 1, \"b\": 2, \"d\": 3}"))
        .isEqualTo(Map.of("a", 1, "c", 2));
    assertThat(shaped(shape("", "d", "a:b,b:a", ""), "{\"a\": 1, \"b\": 2, \"d\": 3}"))
        .isEqualTo(Map.of("b", 1, "a", 2));
  }

  @Test
  void aNameThatTheRecordHasAlreadyPutsItIntoQuarantine() {
    Reshape.Shaped shaped = shape("", "d", "a:b", "").shape(Map.of("a", 1, "b", 2, "d", "secret"));
    assertThat(shaped.broken().rule()).contains("\"b\"", "exclude one of the two");
    assertThat(shaped.broken().raw()).isEqualTo(Map.of("a", 1, "b", 2));
  }

  @Test
  void valuesAreMaskedInObjectsAndListsAndInAnyLetterCase() {
    String record =
        """
        {"Email": "a@b.c", "card": "4111", "phone": "+4912345678", "pin": 1234,
         "customer": {"email": "a@b.c", "x": 1}, "lines": [{"card": 5, "n": 1}, [{"card": 6}], null]}\
        """;
    String mask =
        "email:hmac, card:drop, phone:last4, pin:last4, customer.email:hmac, lines.card:drop";
    Map<?, ?> shaped = (Map<?, ?>) shaped(shape("", "", "", mask), record);
    assertThat(shaped.get("Email"))
        .isEqualTo(((Map<?, ?>) shaped.get("customer")).get("email"))
        .isEqualTo(key("0123456789abcdef").hmac("a@b.c"));
    assertThat(shaped.containsKey("card")).isFalse();
    assertThat(shaped.get("phone")).isEqualTo("****5678");
    assertThat(shaped.get("pin")).isEqualTo("****");
    assertThat(shaped.get("lines").toString()).isEqualTo("[{n=1}, [{}], null]");
  }

  @Test
  void anHmacIsTheSameForAllSpellingsOfANumberAndHasTheKeysSecret() {
    Reshape shape = shape("", "", "", "n:hmac");
    Object one = shape.shape(Map.of("n", new BigDecimal("12.50"))).record();
    assertThat(one).isEqualTo(shape.shape(Map.of("n", new BigDecimal("12.5"))).record());
    // As openssl has it: printf 12.5 | openssl dgst -sha256 -hmac 0123456789abcdef
    assertThat(((Map<?, ?>) one).get("n").toString()).hasSize(64);
    Reshape other = Reshape.of(List.of(), List.of(), "", "n:hmac", key("another key of bytes"));
    assertThat(other.shape(Map.of("n", 12.5)).record()).isNotEqualTo(one);
  }

  @Test
  void ofWhatIsNoObjectNothingIsShownWhereValuesAreMasked() {
    assertThat(shape("", "", "", "email:drop").shape("a@b.c").record()).isEqualTo("(masked)");
    assertThat(shape("", "x", "", "").shape("a@b.c").record()).isEqualTo("a@b.c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short"})
  void anHmacNeedsAKeyThatIsNotShown(String secret) {
    assertThatThrownBy(() -> Reshape.of(List.of(), List.of(), "", "email:hmac", key(secret)))
        .hasMessageContaining("caravan.mask.secret = {{env:CARAVAN_MASK_SECRET}}")
        .hasMessageNotContaining("short;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          - | - | -          | email        | 'email' is not of the form field:word
          - | - | -          | email:sha    | is not one of hmac, drop and last4
          - | - | a:b, a:c   | -            | names 'a' twice
          - | - | a:c, b:c   | -            | gives one name to two fields
          - | a | a:b        | -            | left out by exclude or fields
          b | - | a:b        | -            | left out by exclude or fields
          """)
  void whatCannotWorkIsSaid(
      String fields, String exclude, String rename, String mask, String rule) {
    assertThatThrownBy(() -> shape(text(fields), text(exclude), text(rename), text(mask)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  @Test
  void whatTellsRecordsApartMayNotBeLost() {
    assertThatThrownBy(
            () -> shape("", "", "", "id:last4").requireIdentity(List.of("id"), List.of("id")))
        .hasMessageContaining("by hmac only");
    assertThatThrownBy(
            () -> shape("", "", "a:v", "a:hmac").requireIdentity(List.of("id"), List.of("id", "v")))
        .hasMessageContaining("version and deleted not at all");
    assertThatThrownBy(() -> shape("x", "", "", "").requireIdentity(List.of("id"), List.of("id")))
        .hasMessageContaining("left out");
    shape("", "", "", "id:hmac").requireIdentity(List.of("id"), List.of("id"));
  }
}
