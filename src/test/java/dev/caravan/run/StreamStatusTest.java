package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.Checkpoint;
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
}
