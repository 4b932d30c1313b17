package dev.caravan.pull.end;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.response.Prints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages are taken for one that came before. */
class PagePrintTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 10, 100, 1_000})
  void thePageOfAnotherRequestIsKnown(int rows) {
    PagePrint page = print("2", records(100, rows));
    assertThat(print("4", records(100, rows)).repeats(page)).isTrue();
    assertThat(print("2", records(100, rows)).repeats(page)).as("asked for again").isFalse();
    assertThat(print("4", records(100 + rows, rows)).repeats(page)).isFalse();
    assertThat(PagePrint.parse(page.toString())).isEqualTo(page);
  }

  @Test
  void soItIsWhenARecordOfItChangedMeanwhile() {
    List<Object> changed = new ArrayList<>(records(100, 10));
    changed.set(4, Map.of("id", 104, "version", 2));
    assertThat(print("4", changed).repeats(print("2", records(100, 10)))).isTrue();
  }

  @Test
  void aListThatGrewInFrontOfThePageRepeatsRecordsAtOtherPlaces() {
    assertThat(print("3", records(101, 10)).repeats(print("2", records(100, 10)))).isFalse();
  }

  @Test
  void aLargerPageThatHasAllRecordsOfAnotherHasItsOwnBesideThem() {
    PagePrint before = print("2", records(100, 5));
    Set<String> rows =
        records(100, 10).stream()
            .map(row -> PagePrint.mark(Prints.ofRecord(row)))
            .collect(Collectors.toSet());
    assertThat(before.isWithin(print("3", records(100, 10)), rows)).isFalse();
    assertThat(before.isWithin(print("3", records(100, 5)), rows)).isTrue();
  }

  @Test
  void recordsThatAreAlikeTellNothing() {
    List<Integer> zeros = Collections.nCopies(10, 0);
    assertThat(print("3", zeros).repeats(print("2", zeros))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.b", "a.x.c"})
  void whatIsNoPrintIsLikeNoPage(String text) {
    assertThat(print("3", records(1, 3)).repeats(PagePrint.parse(text))).isFalse();
  }

  private static PagePrint print(String position, List<?> records) {
    return PagePrint.of(Optional.of(position), records);
  }

  private static List<Object> records(int from, int rows) {
    return IntStream.range(from, from + rows).<Object>mapToObj(id -> Map.of("id", id)).toList();
  }
}
