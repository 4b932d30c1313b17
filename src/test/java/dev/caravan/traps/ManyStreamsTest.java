package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.SandboxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Far more streams at once than there are connections, each with three pages and a slow step. */
@Timeout(300)
class ManyStreamsTest extends PullTest {
  private static final int STREAMS = Integer.getInteger("streams", 200);
  private static final int PAGES = 3;

  @Override
  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(PAGES * LIMIT, 0, 0);
  }

  @Override
  Duration longestRun() {
    return Duration.ofMinutes(4);
  }

  @Test
  void allCompleteInOneSqliteFile() throws Exception {
    runAll(STREAMS);
  }

  @Test
  void allCompleteOnPostgres() throws Exception {
    usePostgres();
    runAll(STREAMS);
  }

  @Test
  void allCompleteOnPostgresWithOneConnectionForThemAll() throws Exception {
    usePostgres();
    maxConnections = "1";
    runAll(STREAMS / 5);
  }

  private void runAll(int count) throws Exception {
    List<String> streams = IntStream.range(0, count).mapToObj(i -> "stream" + i).toList();
    String routes =
        streams.stream()
            .map(
                stream ->
                    (pull("items", "every", (streams.indexOf(stream) + 60) + "m")
                            + "        - delay: {constant: '50', asyncDelayed: 'false'}\n"
                            + upsert("TABLE", "id"))
                        .replace("id: items", "id: " + stream)
                        .replace("TABLE", "t_" + stream))
            .collect(Collectors.joining());

    List<RunOutcome> outcomes = run(streams, api("quota", "10000/s"), routes);

    assertThat(outcomes).allMatch(outcome -> outcome.state() == RunState.COMPLETE);
    assertThat(
            sql.queryForObject(
                "select count(*) from caravan_run where state = 'complete' and pages = 3 and inserted = 30",
                Long.class))
        .isEqualTo(count);
    assertThat(count("t_stream0")).isEqualTo(PAGES * LIMIT);
  }
}
