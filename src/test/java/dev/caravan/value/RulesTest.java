package dev.caravan.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.upsert.dialect.CopyEncoder;
import dev.caravan.upsert.spec.TableSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-04-12T09:33:00Z",
        "2024-02-29T23:59:59.999999Z",
        "2025-04-12T09:33Z",
        "1969-12-31T23:59:59.9+00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:00",
        "2025-04-12T11:33:00.1+14:00",
        "2025-04-12T11:33:00-03:30"
      })
  void aDateTimeWithOffsetIsTheInstantJavaReads(String text) {
    Iso iso = Iso.parse(text);
    assertThat(iso.instant()).isEqualTo(OffsetDateTime.parse(text).toInstant());
    assertThat(Instant.parse(Iso.at(iso.instant()).text())).isEqualTo(iso.instant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "TRUE",
        "yes",
        "Y",
        "t",
        "1",
        "1744450380",
        "2025-04-12",
        "2025-04-12T09:33:00Z",
        "2025-04-12 09:33:00",
        "1970-01-02T00:00:00+14:00"
      })
  void whatMarksATombstone(String text) {
    assertThat(Values.marksDeleted(Values.normal(text))).contains(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "false",
        "No",
        "n",
        "f",
        "null",
        "0",
        "000",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "0000-00-00 00:00:00",
        "0000-00-00",
        "1900-01-01",
        "1970-01-01T00:00:00Z",
        "1970-01-01T01:00:00.000+01:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31"
      })
  void whatStandsForNeverMarksNone(String text) {
    assertThat(Values.marksDeleted(Values.normal(text))).contains(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"active", "deleted", "Sat, 12 Apr 2025 09:00:00 GMT", "12.04.2025", "-"})
  void whatSaysNeitherYesNorNoIsNotGuessed(String text) {
    assertThat(Values.marksDeleted(Values.normal(text))).isEmpty();
  }

  @Test
  void anObjectMarksNothingUnlessItIsEmpty() {
    assertThat(Values.marksDeleted(Map.of("state", "deleted"))).isEmpty();
    assertThat(Values.marksDeleted(Map.of())).contains(false);
    assertThat(Values.marksDeleted(List.of())).contains(false);
    assertThat(Values.marksDeleted(null)).contains(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2025-04-12",
        "2025-04-12T09:33:00",
        "2025-04-12 09:33:00Z",
        "2025-02-29T09:33:00Z",
        "2025-13-01T09:33:00Z",
        "2025-04-12T24:00:00Z",
        "2025-04-12T09:33:60Z",
        "2025-04-12T09:33:00.1234567Z",
        "2025-04-12T09:33:00.Z",
        "2025-04-12T09:33:",
        "2025-04-12T09:33:0",
        "2025-04-12T09:33:00+1",
        "2025-04-12T09:33:00+0a:00",
        "2025-04-12T09:33:00ZZ",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٥-04-12T09:33:00Z"
      })
  void anythingElseIsText(String text) {
    assertThat(Iso.parse(text)).isNull();
  }

  @Test
  void offsetsWithoutColonOrMinutesAreRead() {
    assertThat(Iso.parse("2025-04-12T11:33:00+0200").utc()).isEqualTo("2025-04-12T09:33:00Z");
    assertThat(Iso.parse("2025-04-12T11:33:00.120+02").utc()).isEqualTo("2025-04-12T09:33:00.12Z");
  }

  @Test
  void aSettingThatMakesNoSenseIsRefusedWithItsValueRuleAndDefault() {
    TableSpec spec = TableSpec.of("orders", "id");
    assertThatThrownBy(() -> TableSpec.of("orders")).hasMessageContaining("key is empty");
    assertThatThrownBy(() -> TableSpec.of("orders", "a", "a")).hasMessageContaining("twice");
    assertThatThrownBy(() -> spec.withQuarantine(20, 10))
        .hasMessage("maxQuarantine 20.0 is not a share from 0 to 1 (default 0.2)");
    assertThatThrownBy(() -> spec.withQuarantine(0.2, -1))
        .hasMessage("minQuarantine -1 is negative (default 10)");
    assertThatThrownBy(() -> spec.withVersion("v").withMaxColumns(1))
        .hasMessage("maxColumns 1 is not between 2 (key and version) and 1000 (default 200)");
    assertThatThrownBy(() -> spec.withColumns(Map.of("id", ColumnType.JSON)))
        .hasMessageContaining("'id' as JSON");
    assertThatThrownBy(() -> spec.withVersion("v").withColumns(Map.of("v", ColumnType.TEXT)))
        .hasMessageContaining("'v' as TEXT");
  }

  @Test
  void anUnbalancedResultIsAnError() {
    assertThatThrownBy(() -> new LoadResult(3, 1, 0, 1, 0, Map.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new LoadResult(1, 2, 0, -1, 0, Map.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void copyTextIsUtf8AlsoWhenItOutgrowsItsBuffer() {
    String text = "a\u00E9\u20AC\uD83D\uDE00\\\t".repeat(500);
    CopyEncoder encoder = new CopyEncoder(0);
    encoder.row(new Object[] {text, null, 7L}, List.of());
    String copied = new String(encoder.buffer(), 0, encoder.length(), StandardCharsets.UTF_8);
    String escaped = text.replace("\\", "\\\\").replace("\t", "\\t");
    assertThat(copied).isEqualTo(escaped + "\t\\N\t7\n");
  }
}
