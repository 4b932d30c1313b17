package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.Checkpoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamStatusTest {
  @Test
  void saysHowMuchOfWhatWasFetchedTheTableDidNotHave() {
    Map<String, Object> run = new HashMap<>(Map.of("run_id", "r1", "state", "complete"));
    List.of("updated", "deleted", "sent", "quarantined", "dropped", "requests", "retries")
        .forEach(column -> run.put(column, 0L));
    run.putAll(Map.of("fetched", 1000L, "inserted", 12L, "unchanged", 988L, "waited_ms", 0L));

    String text = new StreamStatus(Checkpoint.initial("payments"), Optional.of(run)).toString();

    assertThat(text)
        .contains("1000 fetched: 12 inserted, 0 updated, 988 unchanged, 0 deleted, 0 sent")
        .contains("1.2 % of what was fetched");
  }

  @Test
  void saysWhenTheLatestRunWasAndThatAWorkerWasStopped() {
    Map<String, Object> run = new HashMap<>(Map.of("run_id", "r1", "state", "interrupted"));
    run.putAll(Map.of("started", "2026-03-01T00:00:00Z", "ended", "2026-03-01T00:01:30.500Z"));
    run.putAll(Map.of("events", 3L, "fetched", 0L, "inserted", 0L, "updated", 0L, "deleted", 0L));
    String text = new StreamStatus(Checkpoint.initial("payments"), Optional.of(run)).toString();

    assertThat(text)
        .contains("r1 stopped")
        .contains("2026-03-01T00:00:00Z to 2026-03-01T00:01:30.500Z, 90.5 s");
  }

  @Test
  void saysWhenTheNextRunIsDueAndKnowsThatItDidNotBegin() {
    Instant due = Instant.parse("2026-03-01T00:15:00Z");
    Map<String, Object> run = new HashMap<>(Map.of("run_id", "r1", "state", "complete"));
    run.putAll(Map.of("fetched", 0L, "inserted", 0L, "updated", 0L, "deleted", 0L));
    run.put("next_attempt", due.toString());
    StreamStatus status = new StreamStatus(Checkpoint.initial("items"), Optional.of(run));
    assertThat(status.toString()).contains("next attempt     2026-03-01T00:15:00Z");
    assertThat(status.isLate(due.plusSeconds(59))).isFalse();
    assertThat(status.isLate(due.plusSeconds(61))).isTrue();

    run.put("next_attempt", null);
    assertThat(status.isLate(due.plusSeconds(61))).isFalse();
  }

  @Test
  void aRunOfWhichNothingIsHeardIsLateAndOneThatWaitsIsNotWell() {
    Instant heard = Instant.parse("2026-03-01T00:15:00Z");
    Map<String, Object> run = new HashMap<>(Map.of("run_id", "r1", "state", "running"));
    run.putAll(Map.of("fetched", 0L, "inserted", 0L, "updated", 0L, "deleted", 0L));
    run.put("alive_at", heard.toString());
    StreamStatus status = new StreamStatus(Checkpoint.initial("items"), Optional.of(run));
    Instant later = heard.plusSeconds(299);
    assertThat(status.isLate(later)).isFalse();
    assertThat(status.toString(later)).doesNotContain("no sign of life");
    assertThat(status.isLate(heard.plusSeconds(301))).isTrue();
    assertThat(status.toString(heard.plusSeconds(301)))
        .contains("no sign of life  since 2026-03-01T00:15:00Z");

    assertThat(status.isFailed()).isFalse();
    run.put("error", "waits: the database is away");
    assertThat(status.isFailed()).isTrue();
    run.putAll(Map.of("state", "interrupted", "error", "stopped"));
    assertThat(status.isFailed()).isFalse();
    assertThat(status.isLate(heard.plusSeconds(301))).isFalse();
  }

  @Test
  void failedAndOverdueStreamsAreKnown() {
    Instant now = Instant.parse("2026-03-01T00:00:00Z");
    Checkpoint done = Checkpoint.initial("a").completed(Optional.empty(), Optional.empty(), now);
    StreamStatus failed = new StreamStatus(done, Optional.of(Map.of("state", "failed")));
    assertThat(failed.isFailed()).isTrue();
    assertThat(failed.isOverdue(now.minusSeconds(1))).isFalse();
    assertThat(failed.isOverdue(now.plusSeconds(1))).isTrue();
    assertThat(new StreamStatus(Checkpoint.initial("b"), Optional.empty()).isOverdue(now)).isTrue();
  }
}
