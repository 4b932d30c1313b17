package dev.caravan.children.parents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.pull.ScanStart;
import dev.caravan.state.Seam;
import dev.caravan.state.Walked;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParentsPositionTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

  @Test
  void isReadAsItWasWritten() {
    OpenParent open =
        new OpenParent(
            List.of(
                new Parent(
                    "17\u001feu",
                    Map.of("id", 17L, "region", "e\"u", "part", new BigDecimal("1.50")),
                    Optional.of("v1")),
                new Parent("17\u001fus", Map.of("id", 17L), Optional.empty())),
            1,
            Optional.of("2025-01-01T00:00:00Z"),
            new ScanStart(NOW, Optional.of(NOW.minusSeconds(5))),
            Optional.of("c2"),
            Optional.of("2025-02-01T00:00:00Z"),
            new Walked(
                2,
                20,
                20,
                0,
                Optional.of(40L),
                Optional.of(41L),
                10,
                1,
                true,
                Optional.of("why"),
                new Seam(List.of("a"), List.of("b"), 1, 7, true, true, 2, 5)),
            Optional.of(new OpenParent.Setback(2, "status 500")));
    OpenParent fresh =
        OpenParent.of(new Parent("18", Map.of("id", 18L), Optional.empty()), Optional.empty());
    ParentsPosition position =
        new ParentsPosition(
            List.of(18L, "eu"), List.of(open, fresh), true, SetAside.NONE.with(open).with(open));
    assertThat(ParentsPosition.read(position.write())).isEqualTo(position);
    assertThat(ParentsPosition.read(ParentsPosition.start().write()))
        .isEqualTo(ParentsPosition.start());
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "{}", "17", "{\"after\":[],\"open\":[{}]}"})
  void anythingElseIsRefusedWithAdvice(String text) {
    assertThatThrownBy(() -> ParentsPosition.read(text))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("reset the checkpoint");
  }
}
