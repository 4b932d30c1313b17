package dev.caravan.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.BodyMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a change a delete. */
class ShapeTest {
  private final Shape shape =
      new Shape(Optional.empty(), Optional.of(BodyMatch.parse("deletedWhen", "$.deleted_at")));

  @ParameterizedTest
  @ValueSource(strings = {"2025-04-12T09:33:00Z", "12.04.2025", "yes", "1"})
  void somethingThatIsThereIsADelete(String mark) {
    assertThat(of(mark).get("deleted")).isEqualTo(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "false", "0", "0001-01-01T00:00:00Z", "0000-00-00 00:00:00"})
  void whatSaysThatNothingWasDeletedIsNone(String mark) {
    assertThat(of(mark).get("deleted")).isNull();
  }

  private Map<?, ?> of(String mark) {
    return (Map<?, ?>) shape.of(List.of(Map.of("id", 1, "deleted_at", mark))).get(0);
  }
}
