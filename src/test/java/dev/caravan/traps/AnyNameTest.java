package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Names that mean something inside a kamelet, too: Camel takes a value that names a bean for it.
 */
@Timeout(60)
class AnyNameTest extends PullTest {
  @Test
  void aStreamMayBeCalledStreamAndItsTableUpsert() throws Exception {
    String route = pull("items").replace("id: items", "id: stream") + upsert("upsert", "id");

    List<RunOutcome> outcomes = run(List.of("stream"), api(), route);

    assertComplete(outcomes.get(0));
    assertThat(count("upsert")).isEqualTo(40);
  }
}
