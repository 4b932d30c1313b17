package dev.caravan.upsert.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildSpecsTest {
  private static ChildSpecs parse(String text) {
    return ChildSpecs.parse(text, false, "orders", List.of("order_id"));
  }

  @Test
  void listsOfElementsHaveTheKeyOfThose() {
    ChildSpecs specs =
        parse(
            "lines.taxes->t(order_id, sku, n) , lines -> crm.order_lines ( order_id, sku = code )");
    assertThat(specs.all()).extracting(ChildSpec::name).containsExactly("lines", "lines.taxes");
    assertThat(specs.all().get(0).key()).containsExactly("order_id", "sku");
    assertThat(specs.all().get(0).own()).containsEntry("sku", "code");
    assertThat(specs.all().get(1).parentKey()).containsExactly("order_id", "sku");
    assertThat(specs.tables()).containsExactly("crm.order_lines", "t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lines                                      | is not of the form path -> table(columns)
          lines -> t                                 | is not of the form path -> table(columns)
          lines -> t(order_id)                       | it needs 1 columns for the key [order_id] and one more
          lines -> t(order_id, a, b)                 | either one for the position or fields as name=field
          lines -> t(order_id, a, b=c)               | either one for the position or fields as name=field
          lines -> t(order_id, Order_ID)             | is named twice
          lines -> t(order_id, _deleted)             | is not a name
          lines -> t(order_id=id, n)                 | takes no field
          lines -> orders(order_id, n)               | is already that of other records
          a -> t(order_id, n), b -> T(order_id, n)   | is already that of other records
          a -> t(order_id, n), a -> u(order_id, n)   | is named twice
          lines -> order-lines(order_id, n)          | is not a table name
          """)
  void whatCannotWorkIsSaidWithTheRemedy(String text, String rule) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }
}
