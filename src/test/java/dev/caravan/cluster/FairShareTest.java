package dev.caravan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FairShareTest {
  @Test
  void nodesThatWantAllOfItShareEvenly() {
    assertThat(FairShare.of(Map.of("a", 64, "b", 64, "c", 64), 64))
        .isEqualTo(Map.of("a", 21, "b", 21, "c", 22));
  }

  @Test
  void whatOneDoesNotWantGoesToTheOthers() {
    assertThat(FairShare.of(Map.of("a", 10, "b", 2, "c", 10), 12))
        .isEqualTo(Map.of("a", 5, "b", 2, "c", 5));
  }

  @Test
  void moreNodesThanStreamsLeaveSomeIdle() {
    assertThat(FairShare.of(Map.of("a", 2, "b", 2, "c", 2), 2))
        .isEqualTo(Map.of("a", 0, "b", 1, "c", 1));
  }
}
