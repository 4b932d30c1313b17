package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunState;
import dev.caravan.testing.Logged;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an API sends writes neither lines of its own into a log nor commands into a terminal. */
@Timeout(60)
class ForeignTextTest extends PullTest {
  private static final String CURSOR = "c\\n2026-01-01 ERROR forged\\u001b[2J\\u202e";

  @Test
  void aCursorAndAnErrorOfTheApiStayInTheirLine() throws Exception {
    try (LoopbackServer server =
            LoopbackServer.start(
                sent ->
                    String.valueOf(sent.uri()).contains("cursor=")
                        ? Reply.status(400, CURSOR.translateEscapes())
                        : Reply.json(
                            "{\"data\": [{\"id\": 1}], \"next_cursor\": \"" + CURSOR + "\"}"));
        Logged log = new Logged()) {
      String route = api("baseUrl", server.url(), "maxRetries", "0") + items("path", "/items");
      assertThat(run(route).state()).isNotEqualTo(RunState.COMPLETE);
      assertThat(run(route).state()).isNotEqualTo(RunState.COMPLETE);

      assertThat(log.text()).contains("forged").doesNotContain("\u001b", "\u202e");
      assertThat(log.text().lines()).noneMatch(line -> line.startsWith("2026-01-01 ERROR"));
      for (Map<String, Object> run : sql.queryForList("select error, notes from caravan_run")) {
        assertThat(run.toString()).doesNotContain("\n", "\u001b", "\u202e");
      }
    }
  }
}
