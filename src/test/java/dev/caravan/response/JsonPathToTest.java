package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.pull.paging.Answers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathToTest {
  private static final Map<String, Object> BODY =
      Map.of("data", List.of(1, 2), "a b", 3, "empty", Collections.singletonMap("next", null));

  @Test
  void findsTheValueAsItIs() {
    assertThat(path("$.data").find(BODY)).contains(List.of(1, 2));
    assertThat(path("$['a b']").find(BODY)).contains(3);
    assertThat(path("$").find(BODY)).contains(BODY);
    assertThat(path("$.data[1]").find(BODY)).contains(2);
  }

  @Test
  void findsNothingWhereThereIsNothingOrNull() {
    assertThat(path("$.missing").find(BODY)).isEmpty();
    assertThat(path("$.missing.deeper").find(BODY)).isEmpty();
    assertThat(path("$.empty.next").find(BODY)).isEmpty();
    assertThat(path("$.data.x").find(List.of())).isEmpty();
    assertThat(path("$.data").find(7)).isEmpty();
    assertThat(path("$.data").find(null)).isEmpty();
  }

  @Test
  void tellsNullFromMissing() {
    assertThat(path("$.empty.next").exists(BODY)).isTrue();
    assertThat(path("$.missing").exists(BODY)).isFalse();
    assertThat(path("$.empty.next.deeper").exists(BODY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "$.data[*]; {'data': []}",
        "$.data.*; {'data': {}}",
        "$.orders[*].lines[*]; {'orders': []}",
        "$.orders[*].lines[*]; {'orders': [{'lines': []}, {'lines': []}]}",
        "$.groups[*].orders[*].lines[*]; {'groups': [{'orders': []}]}",
        "$.data[?(@.kind == 'order')]; {'data': [{'kind': 'refund'}]}",
        "$.data[?(@.kind == 'order')]; {'data': []}",
        "$.data[?(@.kind == 'order')].lines[*]; {'data': [{'kind': 'refund'}]}"
      })
  void aPathThatFindsNothingInEmptyListsIsRight(String path, String json) {
    assertThat(path(path).exists(Answers.json(json.replace('\'', '"')).body())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "$.dtaa[*]; {'data': []}",
        "$.orders[*].lnies[*]; {'orders': [{'lines': [1]}]}",
        "$.oders[*].lines[*]; {'orders': []}",
        "$.dtaa[?(@.kind == 'order')]; {'data': []}",
        "$..lnies[*]; {'orders': [{'lines': [1]}]}"
      })
  void aPathThatLeadsNowhereIsWrong(String path, String json) {
    assertThat(path(path).exists(Answers.json(json.replace('\'', '"')).body())).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "$.", "$..", "$[", "$.a[?("})
  void rejectsWhatIsNoPathWithItsParameter(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> path(text))
        .withMessageContaining("records '" + text + "'")
        .withMessageContaining("$.data");
  }

  private static JsonPathTo path(String text) {
    return new JsonPathTo("records", text);
  }
}
