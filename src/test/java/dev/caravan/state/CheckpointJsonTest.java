package dev.caravan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointJsonTest {
  private static final Instant TS = Instant.parse("2025-04-12T09:33:00Z");
  private static final Checkpoint FULL =
      new Checkpoint(
          "orders",
          42,
          Optional.of("abc123"),
          Optional.of("2025-04-12T09:33:00+02:00"),
          Optional.of(
              new Checkpoint.Scan(
                  TS.plusNanos(123_456_789), Optional.of("p7"), Optional.of("2025-04-12"))),
          Optional.of(TS.plusSeconds(60)),
          Optional.of(TS));

  static Stream<Checkpoint> checkpoints() {
    return Stream.of(
        Checkpoint.initial("orders"),
        FULL,
        FULL.at(TS, "a\"\\\n\u0000é😀", Optional.empty()),
        FULL.completed(Optional.empty(), Optional.empty(), TS),
        FULL.completed(Optional.of("last"), Optional.empty(), TS),
        FULL.parkedUntil(TS),
        FULL.replayed(Optional.of("7"), Optional.empty(), TS),
        FULL.replayed(
            Optional.of("7"), Optional.of(new Checkpoint.Numbers(BigDecimal.valueOf(7), 3)), TS),
        FULL.lost(),
        new Checkpoint(
            "x",
            Long.MAX_VALUE,
            Optional.of(""),
            Optional.empty(),
            Optional.of(new Checkpoint.Scan(TS, Optional.empty(), Optional.empty())),
            Optional.empty(),
            Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void readsWhatItWrote(Checkpoint checkpoint) {
    assertThat(CheckpointJson.read(CheckpointJson.write(checkpoint).toString()))
        .isEqualTo(checkpoint);
  }

  @Test
  void hasTheDocumentedForm() throws Exception {
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(CheckpointJson.write(FULL).toString()))
        .isEqualTo(
            json.readTree(
                """
                    {"stream":"orders","version":42,"last_cursor":"abc123",
                     "watermark":"2025-04-12T09:33:00+02:00",
                     "scan":{"started":"2025-04-12T09:33:00.123456789Z","position":"p7",
                             "max_seen":"2025-04-12"},
                     "not_before":"2025-04-12T09:34:00Z",
                     "last_success_ts":"2025-04-12T09:33:00Z"}"""));
  }

  @Test
  void whatIsAbsentIsNull() {
    assertThat(CheckpointJson.write(Checkpoint.initial("orders")))
        .hasToString(
            "{\"stream\":\"orders\",\"version\":0,\"last_cursor\":null,\"watermark\":null,"
                + "\"scan\":null,\"not_before\":null,\"last_success_ts\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "null",
        "{}",
        "{\"stream\":\"orders\"}",
        "not json",
        "{\"stream\":\"orders\",\"version\":1,\"not_before\":\"tomorrow\"}",
        "{\"stream\":\"orders\",\"version\":1,\"scan\":{}}",
        "{\"stream\":\"orders\",\"version\":1,\"scan\":{\"started\":\"x\"}}"
      })
  void saysWhatItFoundInsteadOfACheckpoint(String text) {
    assertThatIllegalStateException()
        .isThrownBy(() -> CheckpointJson.read(text))
        .withMessageContaining("caravan_checkpoint")
        .withMessageEndingWith(": " + text);
  }

  @Test
  void aMoveCountsTheVersionAndEndsThePause() {
    Checkpoint moved = FULL.at(TS, "p8", Optional.of("2025-04-12"));
    assertThat(moved.version()).isEqualTo(43);
    assertThat(moved.position()).contains("p8");
    assertThat(moved.notBefore()).isEmpty();
    assertThat(moved.scan().orElseThrow().maxSeen()).contains("2025-04-12");
    assertThat(moved.lastCursor()).contains("abc123");
    assertThat(moved.watermark()).isEqualTo(FULL.watermark());
  }

  @Test
  void aCompleteScanLeavesNoPosition() {
    Checkpoint completed = FULL.completed(Optional.of("p9"), Optional.empty(), TS.plusSeconds(5));
    assertThat(completed.version()).isEqualTo(43);
    assertThat(completed.position()).isEmpty();
    assertThat(completed.scan()).isEmpty();
    assertThat(completed.lastCursor()).contains("p9");
    assertThat(completed.lastSuccess()).contains(TS.plusSeconds(5));
  }

  @Test
  void parkingKeepsThePosition() {
    Checkpoint parked = FULL.parkedUntil(TS.plusSeconds(9));
    assertThat(parked.version()).isEqualTo(43);
    assertThat(parked.notBefore()).contains(TS.plusSeconds(9));
    assertThat(parked.scan()).isEqualTo(FULL.scan());
  }
}
