package dev.caravan.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathTest {
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
  @NullSource
  @ValueSource(strings = {"", "$.", "$..", "$[", "$.a[?("})
  void rejectsWhatIsNoPathWithItsParameter(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> path(text))
        .withMessageContaining("records '" + text + "'")
        .withMessageContaining("$.data");
  }

  private static Path path(String text) {
    return new Path("records", text);
  }
}
