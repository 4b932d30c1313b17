package dev.caravan.children.parents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {
  @Test
  void fillsEveryPlaceholderWithItsColumn() {
    PathTemplate path = new PathTemplate("/shops/{Shop}/orders/{id}/lines?limit=5&of={id}");
    assertThat(path.columns()).containsExactly("shop", "id");
    assertThat(path.fill(Map.of("shop", "eu", "id", 17L)))
        .contains("/shops/eu/orders/17/lines?limit=5&of=17");
    assertThat(path.fill(Map.of("shop", "eu", "id", new BigDecimal("17.50"))))
        .contains("/shops/eu/orders/17.50/lines?limit=5&of=17.50");
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a%2Fb",
    "a b, a%20b",
    "a?x=1&y#z, a%3Fx%3D1%26y%23z",
    "50%, 50%25",
    "../admin, ..%2Fadmin",
    "Zürich, Z%C3%BCrich",
    "a+b, a%2Bb",
    "$1\\, %241%5C",
    "{id}, %7Bid%7D"
  })
  void noValueLeavesItsPlace(String value, String encoded) {
    String filled = new PathTemplate("/orders/{id}/lines").fill(Map.of("id", value)).orElseThrow();
    assertThat(filled).isEqualTo("/orders/" + encoded + "/lines");
    assertThat(URI.create("http://host" + filled).getPath())
        .isEqualTo("/orders/" + value + "/lines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".."})
  void whatWouldBeAnotherPathIsNotAskedFor(String value) {
    assertThat(new PathTemplate("/orders/{id}/lines").fill(Map.of("id", value))).isEmpty();
  }

  @Test
  void aColumnWithoutAValueIsNotAskedFor() {
    assertThat(new PathTemplate("/orders/{id}/lines").fill(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orders/lines", "/orders/{}/lines", "/orders/{id/lines", "/{id}/{a b}"})
  void aPathMustNameAColumnAndNothingElseInBraces(String path) {
    assertThatThrownBy(() -> new PathTemplate(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(path);
  }
}
