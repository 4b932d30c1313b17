package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnTypesTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "order_id");

  @Test
  void eachKindOfValueGetsItsType() {
    load(
        loader(ORDERS),
        """
        [{"order_id": 1, "paid": true, "total": 12.50, "at": "2025-04-12T11:33:00.5+02:00",
          "customer": {"id": 7}, "tags": ["a"], "day": "2025-04-12", "note": "x"}]""");
    assertThat(type("orders", "order_id")).isEqualTo(named(ColumnType.BIGINT));
    assertThat(type("orders", "paid")).isEqualTo(named(ColumnType.BOOLEAN));
    assertThat(type("orders", "total")).isEqualTo(named(ColumnType.NUMERIC));
    assertThat(type("orders", "at")).isEqualTo(named(ColumnType.TIMESTAMP));
    assertThat(type("orders", "customer")).isEqualTo(named(ColumnType.JSON));
    assertThat(type("orders", "tags")).isEqualTo(named(ColumnType.JSON));
    assertThat(type("orders", "day")).isEqualTo(named(ColumnType.TEXT));
    assertThat(
            one(
                "select count(*) from orders where at = "
                    + switch (kind) {
                      case SQLITE -> "'2025-04-12T09:33:00.500000Z'";
                      case POSTGRES -> "timestamp with time zone '2025-04-12 09:33:00.5+00'";
                      case MARIADB -> "timestamp '2025-04-12 09:33:00.5'";
                    }))
        .isEqualTo(1L);
  }

  @Test
  void nulAndLoneSurrogatesAreReplacedEverywhere() {
    Map<String, Object> nested = Map.of("k\u0000", List.of("a\u0000b", "\uD800"));
    LoadResult result =
        load(
            loader(ORDERS),
            List.of(
                Map.of(
                    "order_id",
                    "k\u00001",
                    "s",
                    "x\u0000\uDC00y\uD83D\uDE00",
                    "f\u0000",
                    "v",
                    "j",
                    nested)));
    assertThat(result).isEqualTo(result(1, 1, 0, 0));
    Map<String, Object> row = rows("select * from orders").get(0);
    assertThat(row.get("order_id")).isEqualTo("k\uFFFD1");
    assertThat(row.get("s")).isEqualTo("x\uFFFD\uFFFDy\uD83D\uDE00");
    assertThat(row.get("f_")).isEqualTo("v");
    assertThat(text("select j from orders").replace(" ", ""))
        .isEqualTo("{\"k\uFFFD\":[\"a\uFFFDb\",\"\uFFFD\"]}");
  }

  @Test
  void controlCharactersAndCopySyntaxStayAsTheyAre() {
    String nasty = "tab\t line\n cr\r back\\slash \\N \\. quote\" ' \u0001 \u2028 ß";
    load(loader(ORDERS), List.of(Map.of("order_id", nasty, "j", Map.of(nasty, nasty))));
    assertThat(text("select order_id from orders")).isEqualTo(nasty);
    String json = text("select j from orders");
    assertThat(json(json.startsWith("[") ? json : "[" + json + "]"))
        .isEqualTo(List.of(Map.of(nasty, nasty)));
  }

  @Test
  void bigNumbersAreExact() {
    String digits = "123456789012345678901234567890.123456789012345678901234567891";
    String big = isMariaDb() ? "1e34" : "1e400";
    load(
        loader(ORDERS),
        """
        [{"order_id": 9007199254740993, "a": 9223372036854775808, "b": %s, "c": %s, "d": -0, "e": -0.0}]"""
            .formatted(digits, big));
    assertThat(one("select order_id from orders")).isEqualTo(9007199254740993L);
    assertThat(decimal("a")).isEqualByComparingTo("9223372036854775808");
    assertThat(decimal("b")).isEqualByComparingTo(digits);
    assertThat(decimal("c")).isEqualByComparingTo(big);
    assertThat(decimal("d")).isEqualByComparingTo("0");
    assertThat(decimal("e")).isEqualByComparingTo("0");
  }

  @Test
  void numbersInsideJsonAreExact() {
    load(
        loader(ORDERS),
        "[{\"order_id\": 1, \"j\": {\"n\": 123456789012345678901234567890.12, \"x\": 1e999999}}]");
    assertThat(text("select j from orders"))
        .contains("123456789012345678901234567890.12")
        .contains("\"1E+999999\"");
  }

  @Test
  void numbersBeyondEveryNumericTypeAreText() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"n\": 5}]");
    load(loader, "[{\"order_id\": 2, \"n\": 1e999999}, {\"order_id\": 3, \"n\": 1e-99999}]");
    assertThat(sql.queryForList("select n from orders order by order_id", String.class))
        .containsExactly("5", "1E+999999", "1E-99999");
  }

  @Test
  void aWholeDecimalGoesIntoABigintColumnAndAFractionWidensIt() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"n\": 9007199254740993}]");
    load(loader, "[{\"order_id\": 2, \"n\": 1.0}]");
    assertThat(type("orders", "n")).isEqualTo(named(ColumnType.BIGINT));
    load(loader, "[{\"order_id\": 3, \"n\": 9223372036854775808}, {\"order_id\": 4, \"n\": 0.1}]");
    assertThat(type("orders", "n")).isEqualTo(named(ColumnType.NUMERIC));
    assertThat(sql.queryForList("select n from orders order by order_id", BigDecimal.class))
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(
            new BigDecimal("9007199254740993"),
            BigDecimal.ONE,
            new BigDecimal("9223372036854775808"),
            new BigDecimal("0.1"));
  }

  @Test
  void aFieldThatIsNullSoFarHasNoColumnUntilItsFirstValue() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"customer\": null}]");
    assertThat(columns("orders")).containsExactly("order_id");
    load(loader, "[{\"order_id\": 2, \"customer\": {\"id\": 1}}]");
    assertThat(type("orders", "customer")).isEqualTo(named(ColumnType.JSON));
    assertThat(one("select count(*) from orders where customer is null")).isEqualTo(1L);
  }

  @Test
  void everyScalarWidensToTextAndKeepsItsValues() {
    Loader loader = loader(ORDERS);
    load(
        loader,
        """
        [{"order_id": 1, "a": 12, "b": 1.25, "c": true, "d": "2025-04-12T11:33:00.120+02:00",
          "e": "2025-04-12T09:30:00Z", "f": 7, "g": 100}]""");
    load(loader, "[{\"order_id\": 2, \"g\": 2.5}]");
    load(
        loader,
        """
        [{"order_id": 3, "a": "x", "b": false, "c": 7, "d": "soon", "e": 1.50, "f": {"k": [1, "z"]},
          "g": "big"}]""");
    assertThat(rows("select a, b, c, d, e, f, g from orders where order_id = 1").get(0).values())
        .containsExactly(
            "12", "1.25", "true", "2025-04-12T09:33:00.12Z", "2025-04-12T09:30:00Z", "7", "100");
    assertThat(rows("select a, b, c, d, e, f, g from orders where order_id = 3").get(0).values())
        .containsExactly("x", "false", "7", "soon", "1.50", "{\"k\":[1,\"z\"]}", "big");
  }

  @Test
  void aJsonColumnTakesAnyValueAsJson() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"j\": {\"a\": 1}}]");
    load(
        loader,
        "[{\"order_id\": 2, \"j\": \"te\\\"xt\"}, {\"order_id\": 3, \"j\": 7}, {\"order_id\": 4, \"j\": true}]");
    assertThat(type("orders", "j")).isEqualTo(named(ColumnType.JSON));
    assertThat(
            sql.query(
                "select j from orders where order_id > 1 order by order_id",
                (row, i) -> row.getString(1)))
        .containsExactly("\"te\\\"xt\"", "7", "true");
  }

  @Test
  void aKeyThatWidensToTextStaysTheSameKey() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"s\": \"a\"}, {\"order_id\": 100, \"s\": \"a\"}]");
    load(loader, "[{\"order_id\": 2.50, \"s\": \"a\"}, {\"order_id\": 1e-10, \"s\": \"a\"}]");
    assertThat(load(loader, "[{\"order_id\": \"x-1\", \"s\": \"a\"}]"))
        .isEqualTo(result(1, 1, 0, 0));
    LoadResult again =
        load(
            loader,
            """
            [{"order_id": 1, "s": "b"}, {"order_id": 1e2, "s": "b"}, {"order_id": 2.5, "s": "b"},
             {"order_id": 0.0000000001, "s": "b"}, {"order_id": "x-1", "s": "b"}]""");
    assertThat(again).isEqualTo(result(5, 0, 5, 0));
  }

  @Test
  void aFieldThatDisappearsLeavesItsColumnAndNullForNewRows() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"s\": \"a\", \"t\": \"b\"}]");
    load(loader, "[{\"order_id\": 2, \"s\": \"a\"}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"s\": \"a\"}]")).isEqualTo(result(1, 0, 1, 0));
    assertThat(one("select count(*) from orders where t is null")).isEqualTo(2L);
  }

  @Test
  void declaredTypesOverrideInference() {
    TableSpec spec =
        ORDERS.withColumns(
            Map.of("rate", ColumnType.DOUBLE, "code", ColumnType.TEXT, "any", ColumnType.JSON));
    Loader loader = loader(spec);
    LoadResult result =
        load(
            loader,
            """
            [{"order_id": 1, "rate": 1, "code": 7, "any": 1}, {"order_id": 2, "rate": "1.5"},
             {"order_id": 3, "rate": "fast"}]""");
    assertThat(result.quarantined()).isEqualTo(Map.of("wrong_type", 1L));
    assertThat(type("orders", "rate")).isEqualTo(named(ColumnType.DOUBLE));
    assertThat(text("select code from orders where order_id = 1")).isEqualTo("7");
    assertThat(one("select rate from orders where order_id = 2")).isEqualTo(1.5);
    assertThat(type("orders", "any")).isEqualTo(named(ColumnType.JSON));
  }

  @Test
  void aColumnAddedByAnotherLoaderIsFoundAndAWideningOfAnotherHealsWithANewTransaction() {
    Loader first = loader(ORDERS);
    Loader second = loader(ORDERS);
    load(first, "[{\"order_id\": 1, \"n\": 1}]");
    load(second, "[{\"order_id\": 2, \"n\": 2}]");
    load(second, "[{\"order_id\": 3, \"n\": \"three\", \"extra\": true}]");
    List<?> page = json("[{\"order_id\": 4, \"n\": 4, \"extra\": false}]");
    try {
      load(first, page);
    } catch (org.springframework.dao.TransientDataAccessException stale) {
      load(first, page);
    }
    assertThat(sql.queryForList("select n from orders order by order_id", String.class))
        .containsExactly("1", "2", "three", "4");
    assertThat(flag("select extra from orders where order_id = 4")).isFalse();
  }

  private BigDecimal decimal(String column) {
    return sql.queryForObject("select " + column + " from orders", BigDecimal.class);
  }
}
