package dev.caravan.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutlineTest {
  @Test
  void anAnswerIsToldByItsNamesAndKindsWithoutItsValues() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("id", 1);
    record.put("email", "ann@example.com");
    record.put("paid", true);
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("data", List.of(record, record));
    response.put("next", null);
    assertThat(Outline.of(response))
        .isEqualTo("{data: list of 2 {id: number, email: text, paid: boolean}, next: null}");
    assertThat(Outline.mayHoldRecords(response)).isTrue();
  }

  @Test
  void whatHasNoListOfObjectsHasNoRecordsToHide() {
    assertThat(Outline.mayHoldRecords(Map.of("message", "no such list", "codes", List.of(1, 2))))
        .isFalse();
    assertThat(Outline.mayHoldRecords(List.of())).isFalse();
  }

  @Test
  void anOutlineIsNeverLongOrDeep() {
    Map<String, Object> wide = new LinkedHashMap<>();
    Object deep = "leaf";
    for (int i = 0; i < 100; i++) {
      wide.put("n" + i, i);
      deep = Map.of("in", deep);
    }
    assertThat(Outline.of(wide)).endsWith("n19: number, …}").hasSizeLessThan(400);
    assertThat(Outline.of(deep)).isEqualTo("{in: {in: {in: object}}}");
    assertThat(Outline.of(Arrays.asList(null, 1))).isEqualTo("list of 2 null");
  }
}
