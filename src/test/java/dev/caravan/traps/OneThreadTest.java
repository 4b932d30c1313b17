package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.testing.TestContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a hub whose thread pools have one thread each, unless they are asked for more. */
@Timeout(60)
class OneThreadTest extends PullTest {
  @Test
  void fetchingAndWritingDoNotWaitForEachOthersThread() throws Exception {
    try (TestContext context = context(true, api(), pull("items"), upsert("items", "id"))) {
      context.context().getExecutorServiceManager().getDefaultThreadPoolProfile().setPoolSize(1);
      context.start();
      assertThat(
              context
                  .bean("caravanSchedule", Schedule.class)
                  .await("items", Duration.ofSeconds(20)))
          .isPresent();
    }
    assertItemsComplete();
  }
}
