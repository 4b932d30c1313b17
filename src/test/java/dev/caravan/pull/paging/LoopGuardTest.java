package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.response.PagingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoopGuardTest {
  private static final int TAIL = 37;

  static IntStream lengths() {
    return IntStream.rangeClosed(1, 50);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aCycleFromTheFirstPageIsFound(int length) {
    assertThat(pagesUntilFound(i -> "c" + i % length)).isLessThanOrEqualTo(4L * length + 2);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aCycleThatBeginsLaterIsFound(int length) {
    LongFunction<String> position = i -> i < TAIL ? "t" + i : "c" + (i - TAIL) % length;
    assertThat(pagesUntilFound(position)).isLessThanOrEqualTo(4L * (TAIL + length));
  }

  @Test
  void theErrorNamesTheCursor() {
    assertThatThrownBy(() -> new LoopGuard().pass(Optional.of("abc"), "abc"))
        .isInstanceOf(PagingException.class)
        .hasMessageContaining("'abc'");
  }

  @Test
  void aHundredThousandDifferentPositionsAreNoLoop() {
    LoopGuard guard = new LoopGuard();
    Optional<String> current = Optional.empty();
    for (int i = 0; i < 100_000; i++) {
      guard.pass(current, "c" + i);
      current = Optional.of("c" + i);
    }
    assertThat(current).contains("c99999");
  }

  @Test
  void theSamePositionsAgainAreNoLoopForANewScan() {
    new LoopGuard().pass(Optional.empty(), "c0");
    new LoopGuard().pass(Optional.empty(), "c0");
  }

  @Test
  void aRepeatIsFoundAlsoWhenTheRouteChangedItsRecords() {
    LoopGuard guard = new LoopGuard();
    Map<String, Object> record = new HashMap<>(Map.of("id", 1));
    assertThat(guard.isRepeat(List.of(record))).isFalse();
    record.put("name", "changed by a step");
    assertThat(guard.isRepeat(List.of(Map.of("id", 1)))).isTrue();
    assertThat(guard.isRepeat(List.of(Map.of("id", 2)))).isFalse();
    assertThat(guard.isRepeat(List.of())).isFalse();
    assertThat(guard.isRepeat(List.of())).as("empty pages repeat nothing").isFalse();
  }

  /** Walks from the first page until the guard stops it; says how many steps that took. */
  private static long pagesUntilFound(LongFunction<String> position) {
    LoopGuard guard = new LoopGuard();
    Optional<String> current = Optional.empty();
    for (long i = 0; i < 1_000; i++) {
      String next = position.apply(i);
      try {
        guard.pass(current, next);
      } catch (PagingException e) {
        return i;
      }
      current = Optional.of(next);
    }
    throw new AssertionError("no loop found in 1000 pages");
  }
}
